"""Page furniture in a story's text that an entry leaves out: bylines, captions, editors' notes, calls to read on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.style.clauses import close_up
from aggregator.text.marks import without_marks
from aggregator.text.words import family

_NOTE = family("furniture.note").pattern(before=r"[\W_]*")
_PERMISSION = family("furniture.permission").pattern()
_ASIDE = re.compile(
    rf"[（(【\[](?:本报|本网|特约|实习|见习|首席)?(?:{family('furniture.maker').alternation})[^（）()【】\[\]]{{0,60}}[）)】\]]"
    rf"|{family('furniture.aside').alternation}",
    re.IGNORECASE,
)
"""Inside a sentence: who wrote, edited or pictured, and pointers to the outlet's own pages."""
_EMPTY = re.compile(r"（\s*）|(?<!\w)\(\s*\)|(?<=[\u4e00-\u9fff])\(\s*\)")
_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
_POINTER = re.compile(
    rf"(?P<before>^|[，。！？；])[^，。！？；（()“”]{{0,40}}(?:{_URL.pattern}|(?:登[录陆]|访问|打开|前往|进入)\s?{_URL.pattern}[^，。！？；]{{0,12}})"
    r"\s?(?P<end>[。！；]|$)"
)
"""A sentence, or its last clause, that leads to an address: `详情见https://…。`, `请登录www.…报名。`."""
_ENDS = re.compile(r"[。！？!?.…;；][”’」』）)\"']*$")
_EDGES = re.compile(r"^(?:[　 ·•■▲▼◆●\-—]|\*(?!ST))+|[　 ·•■▲▼◆●*\-—]+$")
"""Marks of a list or a box; the star of `*ST` warns of a company's delisting."""
_BYLINE = re.compile(
    rf"^(?:(?:{family('furniture.byline').alternation})\s?[｜|丨/：:]\s?[^\s，。｜|丨]{{1,12}}\s+|本文约\d+字\S*\s+)+"
)
"""Credits before the text, on its own line: a feed has put the page's lines into one."""
_MIN_BEHIND_BYLINE = 40
"""Characters of a text; what is shorter is part of the credits."""
_ITEM = re.compile(
    r"[\s　]{0,4}(?:[•·▪■◆●○▶*-]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、．]|\.(?!\d)))"
    r"[\s　]{0,4}(?P<item>\S.*)"
)
"""A line of a list, behind its mark or number."""
_MIN_ITEMS, _MAX_LIST = 2, 280
"""Items of a list, and characters with the line that announces it, which make one sentence."""
_MAX_HEADING = 60
_MAX_READ = 4000
"""Characters that are read: an entry is written from the start of a story."""


def paragraphs(text: str) -> list[str]:
    """Return the first paragraphs of a story without asides, captions, headings and notes."""
    uncredited = _with_lists([_without_byline(line) for line in text[:_MAX_READ].splitlines()])
    lines = (tidy(without_marks(line)) for line in uncredited if not is_note(line))
    return [line for line in lines if line and not _is_heading(line)]


def _with_lists(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, each that announces a short list in one sentence with its items."""
    at = 0
    while at < len(lines):
        items = list(_items(lines[at + 1 :])) if lines[at].rstrip().endswith(("：", ":")) else []
        whole = lines[at].rstrip() + "；".join(items) + "。"
        if len(items) < _MIN_ITEMS or "。" in whole[:-1][len(lines[at]) :] or len(whole) > _MAX_LIST:
            yield lines[at]
            at += 1
        else:
            yield whole
            at += 1 + len(items)


def _items(lines: Sequence[str]) -> Iterator[str]:
    """Yield the items of the list that lines begin with, without their marks."""
    for item in map(_ITEM.match, lines):
        if item is None:
            return
        yield item["item"].rstrip("；;。，, ")


def _without_byline(line: str) -> str:
    byline = _BYLINE.match(line)
    return line[byline.end() :] if byline and len(line) - byline.end() >= _MIN_BEHIND_BYLINE else line


def tidy(line: str) -> str:
    """Remove asides, URLs and needless space from a line."""
    line = _POINTER.sub(_without_pointer, _ASIDE.sub("", line.replace("\u200b", "")))
    line = _EMPTY.sub("", _URL.sub("", line))
    return _EDGES.sub("", close_up(" ".join(line.split())))


def _without_pointer(pointer: re.Match[str]) -> str:
    """Return the mark at which the text goes on without a pointer."""
    return pointer["end"] or "。" if pointer["before"] == "，" else pointer["before"]


def is_note(line: str) -> bool:
    """Return whether a line is about the page, not the news."""
    return bool(_NOTE.match(line) or _PERMISSION.search(line))


def _is_heading(line: str) -> bool:
    return len(line) < _MAX_HEADING and not _ENDS.search(line)
