"""Statements of a story's origin below it: cut from the text, kept for the attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MAX_LENGTH = 120
"""Characters of a closing statement."""
MAX_STATEMENTS = 4

_STATEMENT = re.compile(
    r"\W{0,3}(?:(?:本文|文章|稿件|原文|新闻|信息|内容)\s?(?:来源|來源|出处|转载自|转自|摘自|来自)|(?:来源|來源|稿源|转自|转载自|摘自)\s?[:：])"
    r"|[^，。；：]{2,12}?(?:特约|实习|首席|见习)?记者\s{0,3}[\u4e00-\u9fff]{2,4}(?:[\s、]{1,3}[\u4e00-\u9fff]{2,4}){0,3}\W{0,2}\Z"
    r"|\W{0,2}本文.{0,20}(?:授权|首发)|\W{0,3}(?:作者|译者)\s?[:：].{1,40}(?:来源|來源)\s?[:：]|\W{0,3}原文(?:链接|地址)?\s?[:：]\s?http"
)
_WIDGET = re.compile(r"热搜|热词|热榜|排行|关键词|行情|走势")
"""Boxes around a story that name the source of their own data."""
_IN_BRACKETS = re.compile(r"[（(【]\s?(?:来源|來源|稿源|转自|摘自)\s?[:：][^（()）]{1,40}[)）】]\W{0,2}$")


def closing_statements(lines: Sequence[str]) -> str:
    """Return the lines below a story's lead that state its origin, one per line.

    A statement in brackets counts only in the last line: anywhere else it is a picture's.
    """
    found = [line for line in _statements(lines) if len(line) <= MAX_LENGTH]
    return "\n".join(dict.fromkeys(found[:MAX_STATEMENTS]))


def _statements(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _STATEMENT.match(line) and not _IN_BRACKETS.fullmatch(line) and not _WIDGET.search(line):
            yield line
    if lines and (match := _IN_BRACKETS.search(lines[-1])):
        yield match[0]
