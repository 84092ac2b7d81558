"""The header: the lines around the headline, up to the first paragraph of the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from aggregator.text import letters
from spiders.readers.page.furniture import is_furniture
from spiders.readers.page.markup import Line
from spiders.readers.page.page import MAX_LINES, Page

MAX_CREDITS = 400
BEHIND = 8
"""Lines behind a story in which its editor is named."""
ABOVE, BELOW = 6, 40
"""Lines above and below the headline that may belong to its header."""
PARAGRAPH = 70
"""Characters of a line that is prose and no credit."""
SENTENCE = 25
"""Characters of a line that is prose where it ends as a sentence."""


@dataclass(frozen=True)
class Header:
    """A page's title and the lines around it, looked for only when a rule asks for them."""

    page: Page
    title: str | None
    known_line: int | None = None
    story: frozenset[HtmlElement] = frozenset()
    """The elements of the body where the outlet's selectors name it."""

    @cached_property
    def line(self) -> int | None:
        """The line in which the title stands; None where it is not visible."""
        if self.known_line is not None or not self.title:
            return self.known_line
        return locate(self.page, self.title)

    @cached_property
    def below(self) -> list[Line]:
        """The short lines below the headline, up to the first paragraph."""
        if self.line is None:
            return []
        zone: list[Line] = []
        for line in self.page.lines[self.line + 1 : self.line + 1 + BELOW]:
            if is_paragraph(line):
                break
            zone.append(line)
        return zone

    @cached_property
    def above(self) -> list[Line]:
        """The lines above the headline, the nearest first."""
        if self.line is None:
            return []
        nearest = reversed(self.page.lines[max(0, self.line - ABOVE) : self.line])
        return [line for line in nearest if not is_paragraph(line)]

    @cached_property
    def credits(self) -> list[Line]:
        """The lines below the headline in which a credit may stand: the story's and those right behind it.

        Where no selector tells how far the story goes, so many that comments and lists come long after.
        """
        start = self.line or 0
        if not self.story:
            return self.page.lines[start : start + MAX_CREDITS]
        return list(_up_to_end(islice(self.page.lines, start, start + MAX_LINES), self.story))


def _up_to_end(lines: Iterable[Line], story: frozenset[HtmlElement]) -> Iterator[Line]:
    """Yield lines up to the story's last one, and a few behind it."""
    left = None
    for line in lines:
        if line.block in story:
            left = BEHIND
        elif left is not None:
            left -= 1
        if left == 0:
            return
        yield line


def locate(page: Page, title: str) -> int | None:
    """Return the line in which a title that is known already stands."""
    wanted = letters(title)
    return next((at for at, line in enumerate(page.lines) if letters(line.text) == wanted), None)


def is_paragraph(line: Line) -> bool:
    """Tell whether a line is prose: long, with sentence marks, not made of links."""
    if len(line.text) < SENTENCE or line.link_share >= 0.5:
        return False
    if len(line.text) < PARAGRAPH:
        return line.text.endswith(("。", "！", "？", "”")) and not is_furniture(line.text)
    return any(mark in line.text for mark in "。！？；") or line.text.count(". ") > 1 or len(line.text) > 200
