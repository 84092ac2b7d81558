"""Links of a list that has no selectors: their words, and the times that are set apart in them or beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from ..header.dates import parse_whole
from ..page.markup import Line, Piece, lines_of
from ..page.selection import text_of

MAX_LEVELS, MAX_ITEM_LINES = 3, 20
"""Elements around a link that may be its item, and lines of one that are looked at."""
MAX_TIME_LENGTH, MAX_SPLIT_LENGTH = 40, 16
"""Characters of a text that is a time, and of two that are one together."""
MAX_LENGTH_AS_WRITTEN = 200
"""Characters of such a text in the page's source, with its spaces."""
_DIGIT, _HAN = re.compile(r"\d"), re.compile("[\u4e00-\u9fff]")


class Times:
    """Finds the times of a list's items, in their links and beside them, and the words of the links without them."""

    def __init__(self, fetched_at: datetime, zone: ZoneInfo) -> None:
        self._read = partial(parse_whole, fetched_at=fetched_at, zone=zone)
        self._found: dict[HtmlElement, str | None] = {}
        """The time in an element around a link; empty if it has links to several pages."""

    def apart(self, anchor: HtmlElement) -> tuple[str, str | None]:
        """Return the text of a link, the heading in it if there is one, and a time that is set apart in it."""
        lines = list(lines_of(anchor))
        words = " ".join(line.text for line in lines)
        if len(lines) == 1 and len(lines[0].pieces) == 1:
            return words, None
        time, parts = self._time_in(lines)
        headings = filter(None, map(text_of, anchor.iter("h1", "h2", "h3", "h4", "h5", "h6")))
        if heading := next(headings, None):
            return heading, time
        kept = ("".join(piece.text for piece in line.pieces if piece not in parts) for line in lines)
        return " ".join(" ".join(kept).split()) or words, time

    def beside(self, anchor: HtmlElement) -> str | None:
        """Return the time in the innermost elements around a link that have no link to another page."""
        for around in islice(anchor.iterancestors(), MAX_LEVELS):
            if around not in self._found:
                shared = around.tag == "body" or _has_other_link(around, anchor)
                self._found[around] = "" if shared else self._in_item(around)
            if (time := self._found[around]) is not None:
                return time or None
        return None

    def _in_item(self, around: HtmlElement) -> str | None:
        stated: str | None = next(filter(None, (node.get("datetime") for node in around.iter("time"))), None)
        links = frozenset(around.iter("a"))
        return stated or self._time_in(list(islice(lines_of(around, links), MAX_ITEM_LINES)))[0]

    def _time_in(self, lines: list[Line]) -> tuple[str | None, Collection[Piece]]:
        """Return the first time that is set apart, and its pieces: one or two lines, or an end of one without words."""
        for pieces in _apart(lines):
            if sum(len(piece.text) for piece in pieces) > MAX_LENGTH_AS_WRITTEN:
                continue
            text = " ".join(" ".join(piece.text for piece in pieces).split())
            if self._is_time(text):
                return text, pieces
        return None, ()

    def _is_time(self, text: str) -> bool:
        return len(text) <= MAX_TIME_LENGTH and bool(_DIGIT.search(text)) and self._read(text) is not None


def _apart(lines: list[Line]) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of each line, those at its ends that have no words, and those of two short lines."""
    for line in lines:
        shown = tuple(piece for piece in line.pieces if not piece.text.isspace())
        yield shown
        ends = (shown[:1], shown[-1:], shown[:2], shown[-2:])
        yield from (end for end in ends if not any(_HAN.search(piece.text) for piece in end))
    for one, other in pairwise(lines):
        if len(one.text) + len(other.text) <= MAX_SPLIT_LENGTH:
            yield (*one.pieces, *other.pieces)


def _has_other_link(around: HtmlElement, anchor: HtmlElement) -> bool:
    return any(link.get("href") not in (None, anchor.get("href")) for link in around.iter("a"))
