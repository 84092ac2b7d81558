"""The Markdown format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.formats.markdown import escape, render
from aggregator.models import Digest


def test_the_form(chinese: Digest) -> None:
    text = render(chinese)
    assert text.startswith(
        "# 晚间资讯 2026-11-20\n\n1. [云杉商城开放加盟](#entry-1)\n"
        "2. [云州规范直播带货](#entry-2)\n3. [海棠启用海外仓](#entry-3)\n\n*每天傍晚"
    )
    assert (
        '\n## 电商快讯\n\n### <a id="entry-1"></a>1、云杉商城在六城开放加盟\n\n11月20日消息，云杉商城开放加盟' in text
    )
    assert "（[北岸新闻](https://news.example/1?a=1&b=%282%29)）" in text
    assert "互联网快讯" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("hostile", "escaped"),
    [
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("[点我](http://evil.example)", "\\[点我\\](http://evil.example)"),
        ("*强* _调_ `码` ~~删~~", "\\*强\\* \\_调\\_ \\`码\\` \\~\\~删\\~\\~"),
        ("# 标题", "\\# 标题"),
        ("- 列表", "\\- 列表"),
        ("1. 列表", "1\\. 列表"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("反斜杠\\*", "反斜杠\\\\\\*"),
    ],
)
def test_markup_in_a_text_is_escaped(hostile: str, escaped: str) -> None:
    assert escape(hostile) == escaped


def test_an_address_cannot_leave_its_link(chinese: Digest) -> None:
    worse = replace(chinese.entries[0], url="https://news.example/a>) [b](<javascript:alert(1)")
    text = render(replace(chinese, entries=(worse, *chinese.entries[1:])))
    assert "(https://news.example/a%3E%29%20%5Bb%5D%28%3Cjavascript:alert%281%29)" in text
