"""Digests written by hand, of any length and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aggregator.formats.catalog import FORMATS
from aggregator.models import Attribution, Digest, Edition, Entry, Names, SectionQuota, SourceKind
from tests.paths import ROOT

SEEDS = ROOT / "seeds"
SHANGHAI = ZoneInfo("Asia/Shanghai")
SECRET = "harbour-secret"
BEIAN = Attribution(
    source="beian",
    name=Names("北岸新闻", "Northbank News"),
    kind=SourceKind.OUTLET,
    rule="label",
    evidence="来源：北岸新闻",
    where="header",
    confidence=0.9,
)


def make_digest(name: str = "evening", day: date = date(2026, 11, 20), entries: int = 3, words: str = "云杉") -> Digest:
    """Return a digest with this number of entries, about the company `words`."""
    edition = Edition(
        name=name,
        day=day,
        zone="Asia/Shanghai",
        start=datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI),
        end=datetime(day.year, day.month, day.day, 18 if name == "evening" else 8, tzinfo=SHANGHAI),
        language="zh",
        title="晚间资讯" if name == "evening" else "早间资讯",
        tagline="每天傍晚，一页读完当日新闻。",
        sections=(
            SectionQuota("e-commerce", Names("电商快讯", "E-commerce"), 99),
            SectionQuota("internet", Names("互联网快讯", "Internet"), 99),
        ),
    )
    entry = Entry(
        number=1,
        section="e-commerce",
        headline="",
        dateline="11月20日消息，",
        paragraph="",
        credit="北岸新闻",
        attribution=BEIAN,
        event="e",
        stories=("s",),
        url="https://news.example/1",
        day=day,
        score=1.0,
        score_parts={},
    )
    written = tuple(
        replace(
            entry,
            number=number,
            section="e-commerce" if number <= entries // 2 else "internet",
            headline=f"{words}商城开放第{number}批加盟",
            paragraph=f"{words}商城开放第{number}批加盟。首批签约{number * 7}家。门店位于六座城市。",
        )
        for number in range(1, entries + 1)
    )
    return Digest(edition=edition, highlights=(f"{words}开放加盟", "云州规范直播"), entries=written)


def documents_of(digest: Digest) -> dict[str, bytes]:
    """Return the documents that every edition has; a test adds others."""
    return {FORMATS[name].file_name: FORMATS[name].render(digest).encode() for name in ("text", "markdown", "json")}
