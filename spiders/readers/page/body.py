"""The body: paragraphs in order, from the outlet's selectors, from below the headline, or from an extractor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aggregator.text import language_of
from spiders.readers.header.header import Header
from spiders.readers.page.blocks import story_lines
from spiders.readers.page.closing import closing_statements, is_reprint_note
from spiders.readers.page.containers import contained_lines
from spiders.readers.page.extractors import Extract, Extraction
from spiders.readers.page.layouts import Body, Layouts
from spiders.readers.page.markup import lines_of
from spiders.readers.page.paragraphs import is_story, size_of_text, story_in
from spiders.readers.page.prose import MAX_GAP, MAX_GAP_INSIDE, is_link_list, prose_of, size_of
from spiders.readers.page.trimming import MIN_SHARE_BEFORE_END

MIN_SURE_LENGTH = 200
"""Characters below which prose found without a known element is compared with an extractor's reading."""


class BodyText(NamedTuple):
    """The paragraphs of a story and the rule that found them."""

    paragraphs: list[str]
    rule: str
    closing: str = ""
    """Statements of its origin below it, one per line."""


class Candidate(NamedTuple):
    """The body found by our own rules, and the extraction to compare it with if it is doubtful."""

    body: BodyText
    wanted: Extraction | None = None


def find_body(header: Header, layouts: Layouts) -> Candidate:
    """Find the paragraphs of a page by our own rules; none if it has next to no text."""
    if body := _first(header, _known_elements(header, layouts)):
        return Candidate(body)
    below = prose_of(story_lines(header.page.lines[header.line + 1 :]), MAX_GAP) if header.line is not None else []
    prose = _first(header, [("prose:below headline", below)])
    if prose and size_of_text(below) >= MIN_SURE_LENGTH and language_of("".join(below)) == "zh":
        return Candidate(prose)
    page = header.page
    wanted = Extraction(page.decoded.text, page.elements, header.title, size_of_text(below))
    return Candidate(prose or BodyText([], ""), wanted)


def better_body(header: Header, found: BodyText, extract: Extract | None) -> BodyText:
    """Return the body in an extract if it holds a story, else the one found before."""
    return (_first(header, [extract]) if extract else None) or found


def _first(header: Header, attempts: Iterable[tuple[str, list[str]]]) -> BodyText | None:
    for rule, paragraphs in attempts:
        kept = story_in(paragraphs, header.title)
        if is_story(kept):
            return BodyText(kept, rule, closing_statements(_with_end(rule, paragraphs, header)))
    return None


def _with_end(rule: str, paragraphs: list[str], header: Header) -> list[str]:
    """Return the lines that may hold a closing statement: an outlet's selectors include it, other rules cut it."""
    if rule == "layout":
        return paragraphs
    start = (header.line or 0) + 1 + len(header.below)
    noted = [line.text for line in header.below if is_reprint_note(line.text)]
    return [*noted, *(line.text for line in header.page.lines[start:]), *paragraphs[-1:]]


def _known_elements(header: Header, layouts: Layouts) -> Iterator[tuple[str, list[str]]]:
    for body in layouts.bodies():
        yield "layout", _selected(body)
    lines = list(story_lines(contained_lines(header.page)))
    if contained := prose_of(lines, MAX_GAP_INSIDE, MIN_SHARE_BEFORE_END * size_of(lines)):
        yield "prose:container", contained


def _selected(body: Body) -> list[str]:
    lines = (line for node in body.elements for line in story_lines(lines_of(node, body.without)))
    return [line.text for line in lines if not is_link_list(line)]
