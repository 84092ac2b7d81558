"""Shorter paragraphs: a good answer is printed and marked; otherwise the paragraph stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator.assemble import lint
from aggregator.models import Attribution, Digest, Edition, Entry, Names, SectionQuota, SourceKind, Story
from aggregator.translation.names import KnownNames
from aggregator.translation.openai import OpenAI
from aggregator.translation.summarise import shorten_digest
from aggregator.translation.transport import Web

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG = (
    "青鸟地图公布的三季度报告显示，截至9月底，其月活跃用户达到1.1亿，同比增长18%，其中三线及以下城市用户占比超过一半。"
    "报告还显示，青鸟地图三季度营收为9.6亿元，净利润为1.3亿元，首次实现单季盈利，广告收入占总营收的七成。"
    "青鸟地图表示，明年将在二十座城市上线车道级导航，并与四家整车厂合作，把地图数据接入智能驾驶系统。"
)
GOOD = (
    "青鸟地图三季度报告显示，截至9月底，其月活跃用户达到1.1亿，同比增长18%。三季度营收为9.6亿元，净利润为1.3亿元，"
    "首次实现单季盈利，广告收入占总营收的七成。明年将在二十座城市上线车道级导航。"
)


@pytest.fixture
def digest() -> Digest:
    edition = Edition(
        name="evening",
        day=date(2026, 11, 20),
        zone="Asia/Shanghai",
        start=datetime(2026, 11, 20, 8, tzinfo=SHANGHAI),
        end=datetime(2026, 11, 20, 18, tzinfo=SHANGHAI),
        language="zh",
        title="晚间资讯",
        tagline="一页读完当日新闻。",
        sections=(SectionQuota("internet", Names("互联网快讯", "Internet news"), 3),),
    )
    credit = Attribution(
        source="beian",
        name=Names("北岸新闻", "Northbank News"),
        kind=SourceKind.OUTLET,
        rule="label",
        evidence="来源：北岸新闻",
        where="header",
        confidence=0.9,
    )
    entry = Entry(
        number=1,
        section="internet",
        headline="青鸟地图月活跃用户达到1.1亿",
        dateline="11月20日消息，",
        paragraph=LONG,
        credit="北岸新闻",
        attribution=credit,
        event="a",
        stories=("a",),
        url="https://news.example/a",
        day=date(2026, 11, 20),
        score=5.0,
        score_parts={"news": 5.0},
    )
    return Digest(edition=edition, highlights=("青鸟地图月活跃用户达到1.1亿",), entries=(entry,))


@pytest.fixture
def stories(digest: Digest) -> dict[str, Story]:
    story = Story(
        id="a",
        outlet="beian",
        url="https://news.example/a",
        canonical_url="https://news.example/a",
        title="青鸟地图月活跃用户达到1.1亿",
        text=LONG,
        language="zh",
        fetched_at=datetime(2026, 11, 20, 12, tzinfo=SHANGHAI),
        attribution=digest.entries[0].attribution,
    )
    return {"a": story}


Shorten = Callable[..., Digest]


@pytest.fixture
def shorten(machine: Any, digest: Digest, stories: dict[str, Story]) -> Shorten:
    """Shorten the digest with a model that gives this answer."""

    def make(answer: str, most: int | None = 120) -> Digest:
        machine.model = lambda task, data: json.dumps({"text": answer}, ensure_ascii=False)
        return shorten_digest(digest, OpenAI(Web(5), f"{machine.base}/v1", "small"), most, KnownNames(), stories)

    return make


def test_a_good_answer_is_printed_and_marked(shorten: Shorten, stories: dict[str, Story]) -> None:
    shorter = shorten(GOOD)
    assert shorter.entries[0].paragraph == GOOD
    assert shorter.entries[0].written == {"paragraph": "openai"}
    assert shorter.notes == ()
    assert lint(shorter, [*stories.values()]) == []


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (GOOD.replace("18%", "81%"), "number added: 81%"),
        (GOOD.replace("二十座", "三十座"), "number added: 三十座"),
        (LONG, "characters, not 80 to 120"),
        ("作为一个AI，我无法总结。", "speaks for itself"),
        (f"<p>{GOOD}</p>", "markup: <p>"),
    ],
)
def test_an_answer_with_a_fault_leaves_the_paragraph_and_a_note(
    shorten: Shorten, digest: Digest, answer: str, note: str
) -> None:
    shorter = shorten(answer)
    assert shorter.entries == digest.entries
    assert len(shorter.notes) == 1
    assert shorter.notes[0].startswith("entry 1 is not shortened: ")
    assert note in shorter.notes[0]


def test_a_failed_server_leaves_the_paragraph_and_a_note(
    machine: Any, scripted: Any, digest: Digest, shorten: Shorten
) -> None:
    machine.scripted = [scripted(500, b'{"error": {"message": "overloaded"}}')]
    shorter = shorten(GOOD)
    assert shorter.entries == digest.entries
    assert "HTTP 500: overloaded" in shorter.notes[0]


def test_a_short_paragraph_is_not_sent(machine: Any, shorten: Shorten, digest: Digest) -> None:
    assert shorten(GOOD, most=200) == digest
    assert machine.asked == []


@pytest.mark.parametrize(("most", "limit"), [(None, "at most 150 characters"), (10, "at most 80 characters")])
def test_the_limit_is_by_default_enough_and_never_below_a_paragraph_s_minimum(
    machine: Any, shorten: Shorten, most: int | None, limit: str
) -> None:
    shorten(GOOD, most)
    assert limit in machine.asked[0][1]["messages"][0]["content"]
