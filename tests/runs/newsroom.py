"""A newsroom with one outlet: its registry and its stories, each an event."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.models import Attribution, Names, Precision, SourceKind, Story
from aggregator.urls import story_id

PLACES = ("绍兴", "临沂", "揭阳", "义乌", "东莞", "泉州", "保定", "南通")
NAMES = ("澜汀电商", "芷岚超市", "棠桐物流", "樾澈云仓", "瀚昭直播", "煦筠好物", "珞琰买手", "璟翊优选")
ADDRESSES = [f"https://www.jiemian.example/article/{number}.html" for number in range(len(NAMES))]
SEEDS = {
    "sources.toml": '[[sources]]\nid = "jiemian"\nname = { zh = "界面新闻", en = "Interface News" }\nkind = "outlet"\n',
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


def seeds(folder: Path) -> Path:
    """Write the registry, whose evening edition takes many entries of one source."""
    for name, text in SEEDS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def story(number: int, **fields: Any) -> Story:
    """Return the story of an event, published and stored on 20 November 2026."""
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
    known = {
        "outlet": "jiemian", "url": ADDRESSES[number], "canonical_url": ADDRESSES[number], "text": text,
        "title": f"{name}在{place}启用电商仓库", "language": "zh", "fetched_at": at, "published": at,
        "published_precision": Precision.MINUTE, "fingerprint": f"{number:032x}", "attribution": credit,
        "section": "e-commerce", "section_score": 5.0,
    } | fields  # fmt: skip
    return Story(id=story_id(known["url"]), **known)
