"""The body: paragraphs in order, from the outlet's selectors, from below the headline, or from an extractor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aggregator.text import language_of, letters
from spiders.readers.closing import closing_statements
from spiders.readers.containers import contained_lines
from spiders.readers.furniture import END_SHARE, without_furniture
from spiders.readers.general import extracted
from spiders.readers.header_zone import Header
from spiders.readers.layout import Body, Layouts
from spiders.readers.markup import lines_of
from spiders.readers.prose import GAP, GAP_INSIDE, is_link_list, prose_of, size_of

SHORTEST_STORY = 30
"""Letters; a flash of one sentence has some 60."""
DOUBTFUL = 200
"""Characters below which prose found without a known element is compared with an extractor's reading."""
FIRST_LINES = 10
"""Lines of a body among which the headline and the path above it may stand."""
MISSED = 0.6
"""Share of the extractor's reading below which the prose has missed the story."""


class BodyText(NamedTuple):
    """The paragraphs of a story and the rule that found them."""

    paragraphs: list[str]
    rule: str
    closing: str = ""
    """What the page says behind it of its origin, one statement a line."""


def read_body(header: Header, layouts: Layouts) -> BodyText:
    """Read the paragraphs of a page; none where it has no text to speak of."""
    for rule, paragraphs in _attempts(header, layouts):
        kept = _story(paragraphs, header.title)
        if len(letters("".join(kept))) >= SHORTEST_STORY:
            return BodyText(kept, rule, closing_statements(_with_end(rule, paragraphs, header)))
    return BodyText([], "")


def _with_end(rule: str, paragraphs: list[str], header: Header) -> list[str]:
    """Return the lines in which a closing statement may stand: an outlet's selectors hold it, other rules cut it."""
    if rule == "layout":
        return paragraphs
    start = (header.line or 0) + 1 + len(header.below)
    return [*(line.text for line in header.page.lines[start:]), *paragraphs[-1:]]


def _attempts(header: Header, layouts: Layouts) -> Iterator[tuple[str, list[str]]]:
    for body in layouts.bodies():
        yield "layout", _selected(body)
    lines = contained_lines(header.page)
    if contained := prose_of(lines, GAP_INSIDE, END_SHARE * size_of(lines)):
        yield "prose:container", contained
    below = prose_of(header.page.lines[header.line + 1 :], GAP) if header.line is not None else []
    if _size(below) >= DOUBTFUL and language_of("".join(below)) == "zh":
        yield "prose:below headline", below
    for rule, paragraphs in extracted(header.page):
        if _size(below) < MISSED * _size(_story(paragraphs, header.title)):
            yield rule, paragraphs
    yield "prose:below headline", below


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _selected(body: Body) -> list[str]:
    lines = (line for node in body.elements for line in lines_of(node, body.without))
    return [line.text for line in lines if not is_link_list(line)]


def _story(paragraphs: list[str], title: str | None) -> list[str]:
    """Return the paragraphs without furniture, and without the headline and what stands above it."""
    wanted = letters(title or "")
    headlines = [at for at, line in enumerate(paragraphs[:FIRST_LINES]) if wanted and letters(line) == wanted]
    return without_furniture(paragraphs[headlines[-1] + 1 :] if headlines else paragraphs)
