"""The text to be read aloud: every entry with its credit, and figures as words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aggregator.formats.catalog import render_all
from aggregator.formats.script import FILE, render
from aggregator.models import Digest


def said(digest: Digest, text: str) -> str:
    """Return a paragraph as it is read."""
    first = replace(digest.entries[0], dateline="", paragraph=text)
    (line,) = (
        line
        for line in render(replace(digest, entries=(first,))).splitlines()
        if "云杉商城在" in line or "Mall" in line
    )
    return line


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("11月20日营收3.2亿元。", "十一月二十日营收三点二亿元。"),
        ("员工10,000人，增长12.5%。", "员工一万人，增长百分之十二点五。"),
        ("增长5%-8%，共10-15万件。", "增长百分之五到百分之八，共十到十五万件。"),
        ("完成$3.2亿融资，股价HK$12.3。", "完成三点二亿美元融资，股价十二点三港元。"),
        ("9:30开始，2026-11-20截止。", "九点三十分开始，二零二六年十一月二十日截止。"),
        ("5G和A100芯片，B2C平台。", "5G和A100芯片，B2C平台。"),
        ("5G手机卖出300万台，iPhone 17占12%。", "5G手机卖出三百万台，iPhone 17占百分之十二。"),
        ("618大促，编号1075582957。", "六一八大促，编号一零七五五八二九五七。"),
        ("售出٣٤件。", "售出三十四件。"),
    ],
)
def test_chinese_figures_are_words(chinese: Digest, written: str, read: str) -> None:
    assert read in said(chinese, written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "Revenue rose 12.5% to $3.2 billion.",
            "Revenue rose twelve point five percent to three point two billion dollars.",
        ),
        ("It has 24,000 square metres.", "It has twenty-four thousand square metres."),
        ("It was founded in 2021, on May 1.", "It was founded in twenty twenty-one, on May first."),
        ("The 3rd line makes 5-8 A100 for 5G.", "The third line makes five to eight A100 for 5G."),
    ],
)
def test_english_figures_are_words(english: Digest, written: str, read: str) -> None:
    assert read in said(english, written)


def test_each_entry_and_brief_is_read_with_its_credit(two_tiers: Digest) -> None:
    lines = render(two_tiers).splitlines()
    for entry, number in zip(two_tiers.printed, "一二三四五", strict=True):
        (line,) = (line for line in lines if line.startswith(f"第{number}条"))
        assert f"以上消息来自{entry.credit}。" in line
    assert re.findall(r"\d", render(two_tiers)) == []


def test_it_is_written_where_it_is_asked_for(chinese: Digest) -> None:
    asked = replace(chinese, edition=replace(chinese.edition, script=True))
    assert FILE not in render_all(chinese)
    assert render_all(asked)[FILE] == render(chinese)
