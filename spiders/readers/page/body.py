"""The body: paragraphs in order, from the outlet's selectors, from below the headline, or from an extractor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import dropwhile, islice
from typing import NamedTuple

from lxml.html import HtmlElement

from aggregator.text import language_of, letters
from aggregator.text.words import family

from ..header.elsewhere import is_elsewhere
from ..header.header import Header, is_paragraph
from .blocks import story_lines
from .closing import closing_statements, is_reprint_note
from .containers import contained_lines
from .extractors import Extract, Extraction
from .layouts import Body, Layouts
from .markup import Line, lines_of
from .others import other_elements, outside
from .paragraphs import is_story, size_of_text, story_in
from .prose import MAX_GAP, MAX_GAP_INSIDE, is_link_list, is_prose, prose_of, size_of
from .scripted import lines_in_scripts
from .site import names_of
from .trimming import MIN_SHARE_BEFORE_END, head_of

MAX_LINES_TO_LEAD = 30
"""Lines below the headline among which a lead is found."""
MAX_REPEATED_START = 20
"""Letters at the start of a lead that the story's own text repeats if the lead is a summary taken from it."""
MIN_SURE_LENGTH = 200
"""Characters below which prose found without a known element is compared with an extractor's reading."""

_LEAD = family("pages.lead_element").pattern()


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
    others: Collection[HtmlElement] = ()
    """Elements of the page with another story or with comments, whose lines an extractor may have taken in."""


def find_body(header: Header, layouts: Layouts) -> Candidate:
    """Find the paragraphs of a page by our own rules; none if it has next to no text."""
    if selected := _first(header, (("layout", _selected(body)) for body in layouts.bodies())):
        return Candidate(selected)
    page, others = header.page, other_elements(header)
    if body := _first(header, _contained(header, others)):
        if language_of("".join(body.paragraphs)) == "zh":
            return Candidate(body)
        return Candidate(body, _extraction(header, body.paragraphs, english=True), others)
    lines = outside(page.lines[header.line + 1 :], others) if header.line is not None else ()
    below = prose_of(story_lines(lines), MAX_GAP)
    prose = _first(header, [("prose:below headline", below)])
    chinese = language_of("".join(below) or header.title or page.title) == "zh"
    if prose and chinese and size_of_text(below) >= MIN_SURE_LENGTH:
        return Candidate(prose)
    if prose is None and (scripted := _first(header, [("script:markup", lines_in_scripts(page))])):
        return Candidate(scripted)
    return Candidate(prose or BodyText([], ""), _extraction(header, below, english=not chinese), others)


def _extraction(header: Header, found: list[str], *, english: bool) -> Extraction:
    page = header.page
    prose = size_of(page.lines) if english else 0
    return Extraction(page.decoded.text, page.elements, header.title, size_of_text(found), english, prose)


def better_body(header: Header, candidate: Candidate, extract: Extract | None) -> BodyText:
    """Return the body in an extract if it holds a story, else the one found before."""
    if extract is None:
        return candidate.body
    foreign = {line.text for node in candidate.others for line in lines_of(node)}
    if candidate.wanted and not candidate.wanted.english:
        foreign |= {line.text for line in _below_end(header, candidate.body.paragraphs)}
    lines = [line for line in extract.lines if line not in foreign]
    return _first(header, [(extract.rule, lines)]) or candidate.body


def _below_end(header: Header, paragraphs: list[str]) -> Iterator[Line]:
    """Yield the lines below a head that ends the story found."""
    if paragraphs and header.line is not None:
        below = dropwhile(lambda line: line.text != paragraphs[-1], header.page.lines[header.line + 1 :])
        yield from dropwhile(lambda line: not head_of(line.text), below)


def _first(header: Header, attempts: Iterable[tuple[str, list[str]]]) -> BodyText | None:
    for rule, paragraphs in attempts:
        kept = story_in(paragraphs, header.title, names_of(header.page))
        if is_story(kept):
            return BodyText(kept, rule, _closing(rule, paragraphs, header))
    return None


def _closing(rule: str, paragraphs: list[str], header: Header) -> str:
    """Return the closing statements: an outlet's selectors include them, other rules cut them."""
    if rule == "layout":
        return closing_statements(paragraphs)
    start = (header.line or 0) + 1 + len(header.below)
    noted = [line.text for line in header.below if is_reprint_note(line.text)]
    below = header.page.lines[start:]
    lines = [*noted, *(line.text for line in below), *paragraphs[-1:]]
    first, last = len(noted), len(noted) + len(below)
    return closing_statements(lines, lambda at: first <= at < last and is_elsewhere(below[at - first].block, header))


def _contained(header: Header, others: set[HtmlElement]) -> Iterator[tuple[str, list[str]]]:
    lines = list(story_lines(contained_lines(header.page, others)))
    lines = [*_lead_above(header, lines), *lines]
    if contained := prose_of(lines, MAX_GAP_INSIDE, MIN_SHARE_BEFORE_END * size_of(lines)):
        yield "prose:container", contained


def _lead_above(header: Header, lines: list[Line]) -> Iterator[Line]:
    """Yield the paragraphs between the headline and the story's element: its lead in a box."""
    if header.line is None or not lines:
        return
    above = header.page.lines[header.line + 1 : header.line + 1 + MAX_LINES_TO_LEAD]
    at = next((at for at, line in enumerate(above) if line.block is lines[0].block), 0)
    for line in above[:at]:
        if is_paragraph(line) and is_prose(line) and _in_lead(line) and not _repeated(line, lines):
            yield line


def _in_lead(line: Line) -> bool:
    nodes = [line.block, *islice(line.block.iterancestors(), 1)]
    return any(_LEAD.search(f"{node.get('id', '')} {node.get('class', '')}") for node in nodes)


def _repeated(line: Line, lines: list[Line]) -> bool:
    wanted = letters(line.text)
    return any(wanted[:MAX_REPEATED_START] in letters(other.text) for other in lines)


def _selected(body: Body) -> list[str]:
    lines = (line for node in body.elements for line in story_lines(lines_of(node, body.without)))
    return [line.text for line in lines if not is_link_list(line)]
