"""The lines around the headline, up to the first paragraph of the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from lxml.html import HtmlElement

from aggregator.text import letters

from ..page.markup import Line
from ..page.page import MAX_LINES, Page
from ..page.trimming import is_furniture

MAX_CREDITS = 400
"""Lines that may hold a credit, if no selector bounds the story."""
MAX_BEHIND = 8
"""Lines below a story in which its editor may be named."""
MAX_ABOVE, MAX_BELOW = 6, 40
"""Lines above and below the headline that may belong to its header."""
MIN_PARAGRAPH_LENGTH = 70
"""Characters of a line that is prose and not a credit."""
MIN_SENTENCE_LENGTH = 25
"""Characters of a line that is prose if it ends as a sentence does."""


@dataclass(frozen=True)
class Header:
    """A page's title and the lines around it, found only when a rule asks for them."""

    page: Page
    title: str | None
    title_rule: str = ""
    known_line: int | None = None
    story: frozenset[HtmlElement] = frozenset()
    """Elements of the body, if the outlet's selectors find it."""

    @cached_property
    def line(self) -> int | None:
        """The line of the title; None if it is not visible."""
        if self.known_line is not None or not self.title:
            return self.known_line
        return locate(self.page, self.title)

    @cached_property
    def below(self) -> list[Line]:
        """Lines below the headline, up to the first paragraph."""
        if self.line is None:
            return []
        following = islice(self.page.lines, self.line + 1, self.line + 1 + MAX_BELOW)
        return list(takewhile(lambda line: not is_paragraph(line), following))

    @cached_property
    def above(self) -> list[Line]:
        """Lines above the headline, nearest first."""
        if self.line is None:
            return []
        nearest = reversed(self.page.lines[max(0, self.line - MAX_ABOVE) : self.line])
        return [line for line in nearest if not is_paragraph(line)]

    @cached_property
    def credits(self) -> list[Line]:
        """Lines below the headline that may hold a credit: the story's and those right below it.

        If no selector bounds the story, their number is limited: comments and lists come much later.
        """
        start = self.line or 0
        if not self.story:
            return self.page.lines[start : start + MAX_CREDITS]
        return list(_up_to_end(islice(self.page.lines, start, start + MAX_LINES), self.story))


def _up_to_end(lines: Iterable[Line], story: frozenset[HtmlElement]) -> Iterator[Line]:
    """Yield lines up to the story's last one, and a few more."""
    left = None
    for line in lines:
        if line.block in story:
            left = MAX_BEHIND
        elif left is not None:
            left -= 1
        if left == 0:
            return
        yield line


def locate(page: Page, title: str) -> int | None:
    """Return the line of a title that is already known."""
    wanted = letters(title)
    return next((at for at, line in enumerate(page.lines) if letters(line.text) == wanted), None)


def is_paragraph(line: Line) -> bool:
    """Return whether a line is prose: long, with sentence marks, not made of links."""
    if len(line.text) < MIN_SENTENCE_LENGTH or line.link_share >= 0.5:
        return False
    if len(line.text) < MIN_PARAGRAPH_LENGTH:
        return line.text.endswith(("。", "！", "？", "”")) and not is_furniture(line.text)
    return any(mark in line.text for mark in "。！？；") or line.text.count(". ") > 1 or len(line.text) > 200
