"""The headline: the visible one wins, and its line anchors the other header rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml.html import HtmlElement

from aggregator.text import letters
from aggregator.text.words import family

from ..page.markup import Line
from ..page.page import Page
from ..page.suffixes import is_site_name, parts_of, without_suffix
from .date_forms import FULL
from .fields import names_source
from .header import locate

MIN_LENGTH, MAX_LENGTH = 4, 200
"""Characters of a headline."""
MAX_PIECES = 8
"""Elements of a headline of which some may be badges."""
MIN_SCORE = 30
"""Score of a visible headline: half a match with `<title>`, or a heading with a time below it."""

_HEADINGS = {"h1": 22, "h2": 14, "h3": 10, "h4": 8, "h5": 8, "h6": 6}
_MATCH = 30
"""For a line that begins a stated title; as much again for the share that it covers."""
_INNER_MATCH = 12
_WHOLE_PART = 6
_HINTED = 8
_ELSEWHERE_COST = 14
_CREDITS = ((1, 24), (3, 18), (6, 12))
"""(lines, score): a time or source label within that many lines below."""
_CRUMB = 10
"""For a line in which the path above (首页 > 财经 > …) ends."""
_MIN_HEADLINE_LETTERS = 8
"""Letters from which a line is a headline and not a column's name."""

_HINT = family("pages.title_element").pattern()
_ELSEWHERE = family("pages.other_element").pattern()


class Headline(NamedTuple):
    """A title, the rule that found it, and its line (None: it is not visible)."""

    title: str
    rule: str
    line: int | None


def find_headline(page: Page) -> Headline | None:
    """Find the title: the visible headline, else the one in metas or JSON-LD, else `<title>` without its suffixes."""
    return _visible(page) or _stated(page)


def _visible(page: Page) -> Headline | None:
    candidates = _Candidates(page)
    scored = ((candidates.score(at), -at) for at in range(len(candidates.lines)))
    best, at = max(scored, default=(0, 0))
    if best < MIN_SCORE:
        return None
    line = candidates.lines[-at]
    return Headline(candidates.unbadged(line), f"header:{candidates.headings.get(line.block, 'line')}", -at)


class _Wanted:
    """Titles that a page states in its data, as letters."""

    def __init__(self, page: Page) -> None:
        stated = [page.title, page.metas.get("og:title", ""), page.metas.get("articletitle", "")]
        stated.append(page.datum("headline") or "")
        self._whole = [text for title in stated if (text := letters(title)) and not is_site_name(title)]
        self._joined = "\n".join(self._whole)
        self._long = tuple(title for title in self._whole if len(title) >= _MIN_HEADLINE_LETTERS)
        self._parts = {letters(part) for title in stated for part in parts_of(title)}

    def match(self, text: str) -> int:
        """Score how well a line matches; the beginning of a stated title matches best."""
        if text not in self._joined and not text.startswith(self._long):
            return 0
        best = max((self._match(text, title) for title in self._whole), default=0)
        return best + _WHOLE_PART if best and text in self._parts else best

    def is_part(self, text: str) -> bool:
        """Return whether a text is a stated title, or that but for the names of sections and the site."""
        return letters(text) in self._parts

    @staticmethod
    def _match(text: str, title: str) -> int:
        if title.startswith(text):
            return _MATCH + _MATCH * len(text) // len(title)
        if text in title and len(text) >= _MIN_HEADLINE_LETTERS:
            return _INNER_MATCH + _MATCH * len(text) // len(title)
        return _MATCH if len(title) >= _MIN_HEADLINE_LETTERS and text.startswith(title) else 0


class _Candidates:
    """The lines of a page, with what shows which of them is its headline."""

    def __init__(self, page: Page) -> None:
        self.lines = page.lines[:]
        self.headings = _headings(page.body)
        self._wanted = _Wanted(page)
        self._credits = _near_credits(self.lines)

    def score(self, at: int) -> int:
        """Score a line."""
        line = self.lines[at]
        if not MIN_LENGTH <= len(line.text) <= MAX_LENGTH:
            return 0
        text = letters(line.text)
        known = self._wanted.match(text) + _HEADINGS.get(self.headings.get(line.block, ""), 0)
        if len(text) < MIN_LENGTH or (not known and len(text) < _MIN_HEADLINE_LETTERS):
            return 0
        credit = self._credits.get(at, 0)
        if not known and (not credit or _is_elsewhere(line)):
            return 0
        return known + credit + _place(self.lines, at)

    def unbadged(self, line: Line) -> str:
        """Return a headline without the words in elements at its ends (原创, 独家) that no stated title has."""
        pieces = [piece for piece in line.pieces if not piece.text.isspace()]
        if not 1 < len(pieces) <= MAX_PIECES or self._wanted.is_part(line.text):
            return line.text
        spans = ((first, last) for first in range(len(pieces)) for last in range(first + 1, len(pieces) + 1))
        whole = (" ".join("".join(piece.text for piece in pieces[first:last]).split()) for first, last in spans)
        return max((text for text in whole if self._wanted.is_part(text)), key=len, default=line.text)


def _headings(body: HtmlElement) -> dict[HtmlElement, str]:
    """Return the headings' elements and those down to three levels inside them, each with the name of its heading."""
    found: dict[HtmlElement, str] = {}
    for heading in body.iter(*_HEADINGS):
        inside = [heading]
        for _ in range(4):
            found.update(dict.fromkeys(inside, heading.tag))
            inside = [child for node in inside for child in node]
    return found


def _near_credits(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines above one that states a time or a source, each with the score of the nearest."""
    found: dict[int, int] = {}
    for credit in (at for at, line in enumerate(lines) if _is_credit(line)):
        start = 1
        for reach, worth in _CREDITS:
            found.update((at, max(worth, found.get(at, 0))) for at in range(credit - reach, credit - start + 1))
            start = reach + 1
    return found


def _place(lines: Sequence[Line], at: int) -> int:
    """Score a line's place: names of its elements, links, the path above it."""
    line = lines[at]
    names = _names(line.block)
    score = _HINTED if _HINT.search(names) else 0
    score -= _ELSEWHERE_COST if _is_elsewhere(line) else 0
    above = lines[max(0, at - 4) : at]
    return score + (_CRUMB if any(len(up.text) > len(line.text) and up.text.endswith(line.text) for up in above) else 0)


def _is_elsewhere(line: Line) -> bool:
    return line.link_share > 0.6 or bool(_ELSEWHERE.search(_names(line.block)))


def _names(element: HtmlElement | None) -> str:
    """Return the classes and ids of an element and the two around it."""
    names = []
    for _ in range(3):
        if element is None:
            break
        names += [element.get("class") or "", element.get("id") or ""]
        element = element.getparent()
    return " ".join(names)


def _is_credit(line: Line) -> bool:
    """Return whether a short line states a time or a source."""
    text = line.text
    return len(text) < 160 and ((("19" in text or "20" in text) and bool(FULL[0].search(text))) or names_source(line))


def _stated(page: Page) -> Headline | None:
    for name in family("pages.title_meta").words:
        if title := without_suffix(page.metas.get(name, ""), page.title):
            return Headline(title, f"meta:{name}", locate(page, title))
    if headline := page.datum("headline"):
        return Headline(headline, "json-ld:headline", locate(page, headline))
    title = without_suffix(page.title)
    return Headline(title, "title", locate(page, title)) if title else None
