"""Whether a page with text is a list: a home page, a channel with teasers, products, announcements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from aggregator.text import language_of, letters
from aggregator.text.words import family

from ..header.header import Header
from .body import BodyText
from .markup import Line
from .prose import is_dated, is_prose
from .selection import Path
from .suffixes import is_site_name

MIN_LINKS = 30
MIN_LINES = 8
MIN_PROSE_SHARE = 0.3
"""Share of sentences below which a page of many links is a list."""
MIN_UNMARKED_SHARE = 0.5
"""Share of lines without any punctuation, the names of things, from which lines without a sentence are a list."""
MIN_ITEMS = 3
MIN_ITEM_SHARE = 0.6
"""Share of the text that is below titles which are links, from which they are teasers."""
MIN_TITLE_LENGTH = 8
"""Letters of a link that can be a headline; a button, a column or a source has fewer."""
MIN_NAME_LENGTH = 2
"""The same above a line that describes a product and is not a sentence."""
MIN_LINKED_SHARE = 0.9
MAX_BETWEEN = 3
"""Lines between a title and its teaser: a time, a column, numbers."""

LINKS = Path("count(/descendant::a[@href])")
_READ_MORE = family("furniture.read_more").pattern()
_ELSEWHERE = re.compile(
    r"\A\s*(?!#|javascript:|mailto:|tel:)[^\s?#]+(?<!\.jpg)(?<!\.png)(?<!\.gif)(?:[?#\s]|$)", re.IGNORECASE
)
"""The address of another page, not of a script or an image."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_SENTENCE_ENDS = "。！？"
_SENTENCE_MARKS = "。！？，；"
_ENGLISH_ENDS = (".", "!", "?", '"', "”", "’", ")")


def list_reason(header: Header, body: BodyText) -> str | None:
    """Return why a page with text is a list, if it is one."""
    lines = body.paragraphs
    extracted = body.rule.startswith("general:")
    if extracted and header.line is None and is_site_name(header.title or ""):
        return "a home page: its title is the site's name"
    links = int(LINKS.count(header.page.root))
    if links < MIN_LINKS:
        return None
    prose, size = _size_of_sentences(lines, _SENTENCE_ENDS if extracted else _SENTENCE_MARKS), sum(map(len, lines))
    if len(lines) >= MIN_LINES and prose < MIN_PROSE_SHARE * size:
        return f"{links} links, {len(lines)} lines, {prose} of {size} characters are sentences"
    contained = body.rule == "prose:container"
    if not contained and _has_no_sentence(lines):
        return f"{links} links and no sentence in {len(lines)} lines"
    if teasers := _teasers(header, lines, dated=contained):
        return f"{links} links, and {teasers} of {size} characters are below titles that are links"
    return None


def _size_of_sentences(lines: Sequence[str], marks: str) -> int:
    return sum(len(text) for text in lines if any(mark in text for mark in marks) or _is_english(text))


def _is_english(text: str) -> bool:
    return text.endswith(_ENGLISH_ENDS) and " " in text and language_of(text) == "en"


def _has_no_sentence(lines: Sequence[str]) -> bool:
    """Return whether no line has the end of a sentence, and half of them have no punctuation at all."""
    if _size_of_sentences(lines, _SENTENCE_ENDS):
        return False
    unmarked = sum(not any(mark in text for mark in _SENTENCE_MARKS) for text in lines)
    return unmarked >= MIN_UNMARKED_SHARE * len(lines)


class _Item(NamedTuple):
    """A line of the body that is a link, or that a link leads on from: its title above or "read more" below."""

    line: Line
    link: HtmlElement


def _teasers(header: Header, paragraphs: Sequence[str], *, dated: bool) -> int:
    """Return the characters of the text that are teasers of other stories, if they are most of it and its beginning.

    Their links have one form, as those of a list. `dated`: each must have its day, too: a round-up inside a story's
    element has titles that are links as well.
    """
    items = list(_items(header, set(paragraphs), dated=dated))
    forms = Counter(_form(item.link) for item in items).most_common(1)
    same = [item for item in items if _form(item.link) == forms[0][0]]
    size = sum(len(item.line.text) for item in same)
    if not same or size < MIN_ITEM_SHARE * sum(map(len, paragraphs)):
        return 0
    links = {item.link for item in same}
    if len(links) < MIN_ITEMS and _is_card(same[0], header):
        titles = (_title_link(line, header) for line in header.page.lines)
        links |= {link for link in titles if link is not None and _form(link) == forms[0][0]}
    return size if len(links) >= MIN_ITEMS else 0


def _items(header: Header, wanted: set[str], *, dated: bool) -> Iterator[_Item]:
    """Yield the lines of the body that lead on; none if the first does not."""
    lines, found = header.page.lines, False
    start = 0 if header.line is None else header.line + 1
    for at, line in enumerate(islice(lines, start, None), start):
        if line.text not in wanted:
            continue
        wanted.discard(line.text)
        link = _link_around(line)
        if link is None:
            least = MIN_TITLE_LENGTH if line.text.endswith(tuple(_SENTENCE_ENDS)) else MIN_NAME_LENGTH
            link = _link_beside(header, lines[max(start, at - MAX_BETWEEN - 1) : at], lines[at + 1 : at + 2], least)
        if link is not None and (not dated or _has_day(lines[max(start, at - MAX_BETWEEN) : at + MAX_BETWEEN])):
            yield _Item(line, link)
        elif not found:
            return
        found = True
        if not wanted:
            return


def _link_beside(header: Header, above: Sequence[Line], below: Sequence[Line], least: int) -> HtmlElement | None:
    """Return the link of the title above a line, before any other prose, or of the words below it that lead on."""
    for line in reversed(above):
        if (link := _title_link(line, header, least)) is not None:
            return link
        if is_prose(line):
            break
    return next((_link_around(line) for line in below if _READ_MORE.search(line.text)), None)


def _has_day(lines: Sequence[Line]) -> bool:
    return any(is_dated(line.text) for line in lines)


def _title_link(line: Line, header: Header, least: int = MIN_TITLE_LENGTH) -> HtmlElement | None:
    """Return the link of a line that can be the title of another story; `least`: letters that it must have."""
    title = letters(line.text)
    return _link_around(line) if len(title) >= least and title != letters(header.title or "") else None


def _link_around(line: Line) -> HtmlElement | None:
    """Return the link to another page in which a line is."""
    start = (
        max(line.pieces, key=lambda piece: len(piece.text)).element
        if line.link_share >= MIN_LINKED_SHARE
        else line.block
    )
    nodes = (start, *start.iterancestors("a"))
    return next((node for node in nodes if node.tag == "a" and _ELSEWHERE.match(node.get("href", ""))), None)


def _form(link: HtmlElement) -> tuple[str | None, ...]:
    """Return what the links of a list have in common: their class, and the element around them."""
    outer = link.getparent()
    return (link.get("class"), outer.tag, outer.get("class"))


def _is_card(item: _Item, header: Header) -> bool:
    """Return whether a title is a heading, or an element around it and its teaser does not hold the headline."""
    if header.line is None or any(node.tag in _HEADINGS for node in islice(item.link.iterancestors(), 2)):
        return True
    block = item.line.block
    around = {block, *block.iterancestors()}
    card = next(node for node in (item.link, *item.link.iterancestors()) if node in around)
    headline = header.page.lines[header.line].block
    return card is not headline and card not in headline.iterancestors()
