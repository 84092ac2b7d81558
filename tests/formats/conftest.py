"""A digest written by hand, in Chinese and in English."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator.models import (
    Across,
    AmendmentKind,
    Attribution,
    BindingDay,
    Bond,
    Cited,
    Digest,
    Edition,
    Entry,
    FollowUp,
    FollowUpKind,
    Names,
    Omission,
    OutletRead,
    Revised,
    SectionQuota,
    SourceKind,
    Telling,
)
from aggregator.style.dateline import dateline_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def attribution(source: str, zh: str, en: str) -> Attribution:
    return Attribution(
        source=source,
        name=Names(zh, en),
        kind=SourceKind.OUTLET,
        rule="label",
        evidence=f"来源：{zh}",
        where="header",
        confidence=0.9,
        runner_up="host:beian",
        cited=(Cited("天文台", "reports", "据天文台消息"),),
    )


BEIAN = attribution("beian", "北岸新闻", "Northbank News")
HARBOUR = replace(
    attribution("label:港口报", "港口报", "Harbour Paper"),
    chain=("beian", "label:港口报"),
    original_url="https://harbour.example/story?id=3&lang=zh",
    across=Across("chain", "e3", ("beian",)),
)
BUREAU = attribution("jianguan", "云州市监管局（网络处）", "Yunzhou Bureau (Online Office)")


def entry(number: int, section: str, headline: str, paragraph: str, credit: Attribution, **more: Any) -> Entry:
    return Entry(
        number=number,
        section=section,
        headline=headline,
        dateline="11月20日消息，",
        paragraph=paragraph,
        credit=credit.name.zh,
        attribution=credit,
        event=f"e{number}",
        stories=(f"e{number}", f"f{number}"),
        url=f"https://news.example/{number}?a=1&b=(2)",
        tellings=(
            Telling(f"e{number}", "beian", f"https://news.example/{number}", datetime(2026, 11, 20, 1, tzinfo=UTC)),
            Telling(f"f{number}", "harbour", f"https://harbour.example/{number}", None),
        ),
        day=date(2026, 11, 20),
        score=3.25,
        score_parts={"news": 2.0, "kind": 1.25},
        **more,
    )


@pytest.fixture
def chinese() -> Digest:
    """Three entries in two of three sections.

    One headline was set by hand; one credit itself has brackets; one entry is an update that a machine wrote, and
    another paper had it first.
    """
    edition = Edition(
        name="evening",
        day=date(2026, 11, 20),
        zone="Asia/Shanghai",
        start=datetime(2026, 11, 20, 8, tzinfo=SHANGHAI),
        end=datetime(2026, 11, 20, 18, tzinfo=SHANGHAI),
        language="zh",
        title="晚间资讯",
        tagline="每天傍晚，一页读完当日新闻。",
        sections=(
            SectionQuota("e-commerce", Names("电商快讯", "E-commerce newsletter"), 3),
            SectionQuota("internet", Names("互联网快讯", "Internet news"), 3),
            SectionQuota("cross-border", Names("跨境快讯", "Cross-border newsletter"), 3),
        ),
    )
    return Digest(
        edition=edition,
        highlights=("云杉商城开放加盟", "云州规范直播带货", "海棠启用海外仓"),
        entries=(
            entry(
                1,
                "e-commerce",
                "云杉商城在六城开放加盟",
                "云杉商城开放加盟，首批签约120家。",
                BEIAN,
                overridden=("headline",),
            ),
            entry(2, "e-commerce", "云州拟规范直播带货", "监管局就规范征求意见（至12月19日）。", BUREAU),
            entry(
                3,
                "cross-border",
                "海棠在鹿特丹启用海外仓",
                "海棠的海外仓启用，面积2.4万平方米。",
                HARBOUR,
                update=("2.4万平方米",),
                written={"paragraph": "summary", "headline": "translation"},
            ),
        ),
        omissions=(Omission("x1", "window", "no date"),),
        notes=("section internet is empty and was dropped",),
    )


@pytest.fixture
def english(chinese: Digest) -> Digest:
    """The same in English."""
    edition = replace(
        chinese.edition, language="en", title="Evening information", tagline="Every evening, the day on one page."
    )
    words = (
        ("Yunshan Mall opens franchises", "Yunshan Mall opens franchises in six cities."),
        ("Yunzhou to regulate live sales", "the bureau asks for comments (until December 19)."),
        ("Haitang opens a warehouse in Rotterdam", "Haitang has opened a warehouse of 24,000 square metres."),
    )
    entries = tuple(
        replace(
            entry,
            headline=headline,
            paragraph=paragraph,
            dateline="On November 20, ",
            credit=entry.attribution.name.en,
        )
        for entry, (headline, paragraph) in zip(chinese.entries, words, strict=True)
    )
    lines = ("Yunshan opens franchises", "Yunzhou to regulate live sales", "Haitang opens a warehouse")
    return replace(chinese, edition=edition, entries=entries, highlights=lines)


@pytest.fixture
def two_tiers(chinese: Digest) -> Digest:
    """The Chinese digest with two briefs, one of a section without entries, and with news in its title."""
    edition = replace(chinese.edition, title_lines=3, briefs=8)
    first = entry(4, "e-commerce", "白沙集市把商家佣金下调至2%", "白沙集市通知商家下调佣金。", BEIAN)
    second = entry(5, "internet", "鹿鸣地图月活跃用户达到1.1亿", "", BUREAU, update=("1.1亿",))
    lines = ("云杉商城开放加盟", "云州规范直播带货")
    return replace(chinese, edition=edition, briefs=(first, second), title_lines=lines, notes=())


@pytest.fixture
def amended(two_tiers: Digest) -> Digest:
    """The digest of two tiers with all that an edition may print.

    After print an entry was corrected twice, another withdrawn, and a brief rewritten.
    """
    at = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    corrected, withdrawn, kept = two_tiers.entries
    brief, other = two_tiers.briefs
    marks = (
        Revised(1, AmendmentKind.CORRECT, "签约数应为120家", at),
        Revised(3, AmendmentKind.CORRECT, "标题有误", at.replace(hour=3)),
    )
    entries = (
        replace(corrected, revised=marks, days=(BindingDay(Bond.EFFECT, date(2027, 1, 1), "自2027年1月1日起施行"),)),
        replace(
            withdrawn,
            dateline="",
            paragraph="本条消息已撤回。",
            revised=(Revised(2, AmendmentKind.WITHDRAW, "消息<b>不实</b>", at.replace(hour=2)),),
        ),
        kept,
    )
    closing = (BindingDay(Bond.COMMENT, date(2026, 12, 19), "征求意见至12月19日"),)
    rewritten = replace(
        brief, days=closing, revised=(Revised(4, AmendmentKind.REPLACE, "误引旧稿", at.replace(hour=4)),)
    )
    head = ("date", "window", "made", "entries", "minutes")
    edition = replace(two_tiers.edition, head=head, addresses=True, calendar=True, calendar_file=True)
    outlets = (
        OutletRead(outlet="beian", name=Names("北岸新闻", "Northbank News"), stories=12, entries=4, failed=False),
        OutletRead(outlet="haitang", name=Names("海棠财经", "Haitang Finance"), stories=0, entries=0, failed=False),
        OutletRead(outlet="harbour", name=Names("港口报", "Harbour Paper"), stories=0, entries=0, failed=True),
    )
    made_at = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    briefs = (rewritten, other)
    return replace(two_tiers, edition=edition, entries=entries, briefs=briefs, made_at=made_at, outlets=outlets)


@pytest.fixture
def weekly(chinese: Digest) -> Digest:
    """A review in Chinese: an entry with an answer and a later report, one corrected before, one as reported."""
    return _weekly(chinese, ("云杉商城回应加盟费争议", "云州市监管局约谈<云杉>"))


@pytest.fixture
def weekly_english(english: Digest) -> Digest:
    """The same in English."""
    return _weekly(english, ("Yunshan responds on its fees", "Yunzhou bureau summons <Yunshan>"))


def _weekly(digest: Digest, headlines: tuple[str, str]) -> Digest:
    first, second, third = digest.entries
    sources = (HARBOUR, BUREAU)
    kinds = (FollowUpKind.REPLY, FollowUpKind.LATER)
    followups = tuple(
        FollowUp(
            kind=kind,
            story=f"k{day}",
            url=f"https://news.example/k{day}",
            day=date(2026, 11, day),
            headline=headline,
            source=credit.source,
            name=credit.name,
        )
        for kind, day, headline, credit in zip(kinds, (21, 22), headlines, sources, strict=True)
    )
    corrected = Revised(0, AmendmentKind.CORRECT, "12/19", datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    start = digest.edition.end - timedelta(days=7)
    edition = replace(digest.edition, name="week", start=start, review="week")
    reported = replace(third, reported=True)
    reported = replace(reported, dateline=dateline_of(reported, edition.language))
    entries = (replace(first, followups=followups), replace(second, revised=(corrected,)), reported)
    return replace(digest, edition=edition, entries=entries)
