"""The plain text, and reading it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.errors import Unreadable
from aggregator.formats.text import render
from aggregator.models import Digest
from tests.formats.parse import parse_text

CHINESE = """\
晚间资讯：
1、云杉商城开放加盟；
2、云州规范直播带货；
3、海棠启用海外仓……

每天傍晚，一页读完当日新闻。
电商快讯
1、云杉商城在六城开放加盟
11月20日消息，云杉商城开放加盟，首批签约120家。（北岸新闻）
2、云州拟规范直播带货
11月20日消息，监管局就规范征求意见（至12月19日）。（云州市监管局（网络处））
跨境快讯
3、海棠在鹿特丹启用海外仓
11月20日消息，海棠的海外仓启用，面积2.4万平方米。（港口报）
机器撰写：第3条的标题、正文（summary、translation）。
"""
ENGLISH = """\
Evening information:
1. Yunshan opens franchises;
2. Yunzhou to regulate live sales;
3. Haitang opens a warehouse...

Every evening, the day on one page.
E-commerce newsletter
1. Yunshan Mall opens franchises
On November 20, Yunshan Mall opens franchises in six cities. (Northbank News)
2. Yunzhou to regulate live sales
On November 20, the bureau asks for comments (until December 19). (Yunzhou Bureau (Online Office))
Cross-border newsletter
3. Haitang opens a warehouse in Rotterdam
On November 20, Haitang has opened a warehouse of 24,000 square metres. (Harbour Paper)
Written by machine: headline, paragraph of 3 (summary, translation).
"""


def without_note(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def test_what_no_machine_wrote_has_no_note(chinese: Digest) -> None:
    by_hand = tuple(replace(entry, written={}) for entry in chinese.entries)
    assert render(replace(chinese, entries=by_hand)) == without_note(CHINESE)


def test_other_reports_on_an_entry_are_below_it_with_their_own_credits(weekly: Digest) -> None:
    entry = parse_text(render(weekly)).entries[0]
    assert entry.followups == (
        ("回应（11月21日）：云杉商城回应加盟费争议", "港口报"),
        ("后续（11月22日）：云州市监管局约谈<云杉>", "云州市监管局（网络处）"),
    )


TIERS = """\
简讯
4、白沙集市把商家佣金下调至2%（北岸新闻）
5、鹿鸣地图月活跃用户达到1.1亿（云州市监管局（网络处））
"""


def test_briefs_stand_below_and_the_title_has_the_news(two_tiers: Digest) -> None:
    first, _, rest = without_note(CHINESE).partition("\n")
    note = CHINESE.splitlines(keepends=True)[-1]
    assert render(two_tiers) == f"{first}云杉商城开放加盟；云州规范直播带货\n{rest}{TIERS}{note}"
    parsed = parse_text(render(two_tiers))
    assert parsed.title_lines == two_tiers.title_lines
    assert [brief.number for brief in parsed.briefs] == [4, 5]


def test_the_chinese_form(chinese: Digest) -> None:
    assert render(chinese) == CHINESE


def test_the_english_form(english: Digest) -> None:
    assert render(english) == ENGLISH


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_what_is_written_is_read_back(request: pytest.FixtureRequest, language: str) -> None:
    digest: Digest = request.getfixturevalue(language)
    parsed = parse_text(render(digest))
    edition = digest.edition
    assert (parsed.language, parsed.title, parsed.tagline) == (edition.language, edition.title, edition.tagline)
    assert parsed.highlights == digest.highlights
    names = {quota.section: quota.names.in_language(edition.language) for quota in edition.sections}
    assert parsed.sections == (names["e-commerce"], names["cross-border"])
    assert [
        (entry.number, entry.section, entry.headline, entry.dateline, entry.paragraph, entry.credit)
        for entry in parsed.entries
    ] == [
        (entry.number, names[entry.section], entry.headline, entry.dateline, entry.paragraph, entry.credit)
        for entry in digest.entries
    ]


@pytest.mark.parametrize(
    ("kept", "spoilt", "complaint"),
    [
        ("晚间资讯：", "晚间资讯", "line 1: expected the title with its colon"),
        ("开放加盟；", "开放加盟", "highlight 1 does not end with '……'"),
        ("海外仓……", "海外仓", "highlight 3 does not end with '……'"),
        ("2、云州规范", "3、云州规范", "line 3: expected '2、'"),
        ("……\n\n", "……\n", "line 5: expected ''"),
        ("3、海棠在", "4、海棠在", "line 13: expected '3、'"),
        ("平方米。（港口报）", "平方米。", "no credit at the end"),
        ("平方米。（港口报）", "平方米。（）", "no credit at the end"),
        ("平方米。（港口报）\n", "平方米。（港口报）", "the last line is not ended"),
        ("\n11月20日消息，海棠的海外仓启用，面积2.4万平方米。（港口报）", "", "the text ends too early"),
    ],
)
def test_a_broken_form_is_named(kept: str, spoilt: str, complaint: str) -> None:
    assert kept in CHINESE
    with pytest.raises(Unreadable) as broken:
        parse_text(without_note(CHINESE).replace(kept, spoilt))
    assert str(broken.value).startswith(complaint)


def test_a_single_highlight_ends_the_list(chinese: Digest) -> None:
    text = render(replace(chinese, highlights=("云杉商城开放加盟",)))
    assert text.startswith("晚间资讯：\n1、云杉商城开放加盟……\n\n")
    assert parse_text(text).highlights == ("云杉商城开放加盟",)


def test_changes_after_print_are_printed_below_their_entries(amended: Digest) -> None:
    parsed = parse_text(render(amended))
    assert [len(entry.revisions) for entry in (*parsed.entries, *parsed.briefs)] == [2, 1, 0, 1, 0]
    assert parsed.entries[0].headline == "【更正】云杉商城在六城开放加盟"
    assert parsed.entries[0].revisions[1] == "更正（11月21日11:30）：标题有误"
    assert parsed.entries[1].paragraph == "本条消息已撤回。"
    assert parsed.note is not None
    assert (
        parsed.head
        == "2026年11月20日 星期五 · 收录11月20日08:00至11月20日18:00的消息 · 11月20日18:05编成 · 共5条 · 约1分钟读完"
    )
    assert parsed.entries[0].address == amended.entries[0].url
    assert parsed.briefs[1].address == amended.briefs[1].url
    assert parsed.outlets == ("共读3家，1家有稿：北岸新闻（12条，刊4条）。", "无稿：海棠财经。", "未能读取：港口报。")
    assert parsed.calendar == (
        "12月19日截止征求意见：白沙集市把商家佣金下调至2%（第4条）",
        "2027年1月1日起施行：云杉商城在六城开放加盟（第1条）",
    )
