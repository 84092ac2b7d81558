"""A page that is found to be gone after its story was stored: the story is not told, then and ever after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.models import Attribution, Link, LinkState, Names, Precision, SourceKind, Story
from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from aggregator.urls import story_id

ADDRESSES = [f"https://www.jiemian.example/article/{number}.html" for number in range(8)]
PLACES = ("绍兴", "临沂", "揭阳", "义乌", "东莞", "泉州", "保定", "南通")
NAMES = ("澜汀电商", "芷岚超市", "棠桐物流", "樾澈云仓", "瀚昭直播", "煦筠好物", "珞琰买手", "璟翊优选")
MADE = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


def story(number: int) -> Story:
    name, place = NAMES[number], PLACES[number]
    at = datetime(2026, 11, 20, 3, number * 7, tzinfo=UTC)
    credit = Attribution(
        source="jiemian", name=Names("界面新闻", "Interface News"), kind=SourceKind.OUTLET, rule="own-label",
        evidence="界面新闻", where="header", confidence=0.95,
    )  # fmt: skip
    text = (
        f"{name}宣布在{place}启用第{number + 3}座仓库，面积{number * 9 + 12}万平方米，总投资{number * 2 + 3.5}亿元。"
        f"{name}表示，{place}仓库每天可处理包裹{number * 11 + 31}万件，主要服务当地{number * 70 + 120}家服装卖家。"
        f"{name}称，{place}仓库建成之后，当地订单的送达时间缩短到{number + 13}小时以内。"
    )
    return Story(
        id=story_id(ADDRESSES[number]), outlet="jiemian", url=ADDRESSES[number], canonical_url=ADDRESSES[number],
        title=f"{name}在{place}启用电商仓库", text=text, language="zh", fetched_at=at, published=at,
        published_precision=Precision.MINUTE, fingerprint=f"{number:032x}", attribution=credit,
        section="e-commerce", section_score=5.0,
    )  # fmt: skip


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """A store of eight stories, one of which another outlet found gone, and one it found gone before it was stored."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_store(url)
    for number in range(len(NAMES)):
        store.stories.save(story(number), [], None)
    mark(store, 2, datetime(2026, 11, 20, 5, tzinfo=UTC))
    mark(store, 3, datetime(2026, 11, 20, 1, tzinfo=UTC))
    store.close()
    return url


def mark(store: Any, number: int, at: datetime) -> None:
    store.links.mark("hexun", ADDRESSES[number], LinkState.GONE, "HTTP 404", at)


def make(store_url: str, tmp_path: Path, at: datetime = MADE) -> dict[str, bytes]:
    request = Request(
        store=store_url, out=tmp_path / "out", seeds=seeds(tmp_path / "seeds"), day=date(2026, 11, 20), at=at
    )
    report = write_only(request).report
    assert report.verdict is Verdict.OK, report.reasons
    return {path.name: path.read_bytes() for path in (tmp_path / "out" / "2026-11-20-evening").iterdir()}


def seeds(folder: Path) -> Path:
    """Write a registry whose edition takes many entries of one source."""
    files = {
        "sources.toml": (
            '[[sources]]\nid = "jiemian"\nname = { zh = "界面新闻", en = "Interface News" }\nkind = "outlet"\n'
        ),
        "sections.toml": (
            '[[sections]]\nid = "e-commerce"\nname = { zh = "电商快讯", en = "E-commerce newsletter" }\n'
            'terms = { "电商" = 2.0 }\n'
        ),
        "editions/evening.toml": (
            'name = "evening"\ntitle = { zh = "晚间资讯", en = "Evening information" }\n'
            'tagline = { zh = "一页读完当日新闻。", en = "The day on one page." }\n'
            "opens = 08:00:00\ncloses = 18:00:00\nmax_per_source = 9\n"
            '[[sections]]\nid = "e-commerce"\nmost = 9\n'
        ),
        "outlets/jiemian.toml": (
            'id = "jiemian"\nname = { zh = "界面新闻", en = "Interface News" }\nhome = "https://www.jiemian.example/"\n'
            'hosts = ["www.jiemian.example"]\nsource = "jiemian"\nstory = "/article/"\n'
            '[[entries]]\nkind = "listing"\nurl = "https://www.jiemian.example/list"\n'
        ),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_story_whose_page_is_gone_is_left_out_and_named(store_url: str, tmp_path: Path) -> None:
    document = json.loads(make(store_url, tmp_path)["digest.json"])
    told = {entry["url"] for section in document["sections"] for entry in section["entries"]}
    assert told == {address for number, address in enumerate(ADDRESSES) if number != 2}
    left = [one for one in document["left"] if one["stage"] == "link"]
    assert left == [{"story": story_id(ADDRESSES[2]), "stage": "link", "reason": "gone: HTTP 404"}]


def test_what_goes_later_changes_no_edition_that_was_made(store_url: str, tmp_path: Path) -> None:
    first = make(store_url, tmp_path)
    store = open_store(store_url)
    mark(store, 5, datetime(2026, 11, 20, 12, tzinfo=UTC))
    store.close()
    assert make(store_url, tmp_path, datetime(2026, 11, 21, 4, tzinfo=UTC)) == first


def test_the_ledger_tells_what_went_when(store_url: str) -> None:
    store = open_store(store_url)
    store.links.discover([Link(outlet="cnr", url="https://cnr.example/1")], MADE)
    span = datetime(2026, 11, 20, 1, tzinfo=UTC), datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert [row.link.url for row in store.links.gone(*span)] == [ADDRESSES[3]]
    assert [row.link.url for row in store.links.gone(span[0], MADE)] == [ADDRESSES[2], ADDRESSES[3]]
    store.close()
