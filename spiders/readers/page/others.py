"""Elements of a page with another story or with comments: their lines are left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, takewhile

from lxml.html import HtmlElement

from ..header.header import Header
from .markup import BLOCKS, Line, lines_of
from .page import Named
from .prose import is_prose
from .selection import Path
from .trimming import states_time

MAX_LINES_TO_PROSE = 60
"""Lines below the headline among which a story begins."""
MAX_HEADER_ELEMENTS, MAX_HEADER_LENGTH = 2, 80
"""Elements below a story's heading that may state its time, and characters of such a line."""
MAX_HEADINGS, MAX_SIBLINGS = 40, 400
"""Headings that may begin the next story, and elements beside one of them that are looked at."""
MAX_LABEL_LENGTH = 12
"""Characters above the heading of a card: a label, a number."""

_HEADINGS = ("h1", "h2", "h3", "h4", "article")
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|pinglun)(?:[_-]?(?:list|area|box|wrap|section|s))?(?:$|\s)", re.IGNORECASE
)
_LINKS = Path("descendant::a/@href | ancestor::a/@href")


def other_elements(header: Header) -> set[HtmlElement]:
    """Return the elements with other stories or comments; none if the headline is not visible.

    Another story has its heading and holds neither the page's headline nor its first paragraph: it is a
    second `article`, an element that repeats the one around the headline, or a card whose heading is a link.
    """
    if header.line is None:
        return set()
    page = header.page
    below = page.lines[header.line + 1 : header.line + 1 + MAX_LINES_TO_PROSE]
    headline = page.lines[header.line].block
    text = next((_around(line.block) for line in below if is_prose(line)), set())
    own = _around(headline) | text
    stories = {_outermost(node, own): node for node in page.root.iter(*_HEADINGS) if node not in own}
    found = {card for card, heading in reversed(stories.items()) if _is_story(card, heading, headline, own)}
    for heading in islice(stories.values(), MAX_HEADINGS):
        found.update(_next_story(heading, own, text))
    named = page.named if page.mentions("omment", "pinglun") else ()
    return found | {name.node for name in named if _holds_comments(name) and name.node not in own}


def outside(lines: Iterable[Line], others: Collection[HtmlElement]) -> Iterator[Line]:
    """Yield the lines that are not inside the elements."""
    if not others:
        yield from lines
        return
    for line in lines:
        if not any(node in others for node in _around(line.block)):
            yield line


def _around(node: HtmlElement) -> set[HtmlElement]:
    return {node, *node.iterancestors()}


def _outermost(node: HtmlElement, own: Collection[HtmlElement]) -> HtmlElement:
    """Return the outermost element around a heading that holds nothing of the page's own story."""
    return [node, *takewhile(lambda outer: outer not in own, node.iterancestors())][-1]


def _is_story(card: HtmlElement, heading: HtmlElement, headline: HtmlElement, own: Collection[HtmlElement]) -> bool:
    if heading.tag == "article":
        return card is heading and any(
            node.tag == "article" for node in card.itersiblings(preceding=True) if node in own
        )
    if card is heading:
        return False
    return (heading.tag == headline.tag and _repeats_own(card, own)) or _links_on(card, heading)


def _repeats_own(card: HtmlElement, own: Collection[HtmlElement]) -> bool:
    """Return whether an element before it, of the same name and class, holds the page's own story."""
    before = card.itersiblings(card.tag, preceding=True)
    return any(node in own and node.get("class") == card.get("class") for node in before)


def _next_story(
    heading: HtmlElement, own: Collection[HtmlElement], text: Collection[HtmlElement]
) -> Iterator[HtmlElement]:
    """Yield the elements of a story that follows the page's own, below its `text`, with its heading and its time."""
    outer = _outermost(heading, own)
    if heading.tag == "article" or not any(
        node in text for node in islice(outer.itersiblings(preceding=True), MAX_SIBLINGS)
    ):
        return
    if any(_is_header(node) for node in islice(heading.itersiblings(), MAX_HEADER_ELEMENTS)):
        yield outer
        yield from islice(outer.itersiblings(), MAX_SIBLINGS) if outer is heading else ()


def _is_header(node: HtmlElement) -> bool:
    line = next(lines_of(node), None)
    return line is not None and len(line.text) <= MAX_HEADER_LENGTH and states_time(line.text)


def _links_on(card: HtmlElement, heading: HtmlElement) -> bool:
    """Return whether a card begins with a heading that leads to another page."""
    if not any(not href.startswith("#") for href in _LINKS.strings(heading)):
        return False
    size = 0
    for line in lines_of(card):
        if size > MAX_LABEL_LENGTH or heading in _around(line.block):
            break
        size += len(line.text)
    return size <= MAX_LABEL_LENGTH


def _holds_comments(named: Named) -> bool:
    if not ("omment" in named.id or "omment" in named.classes or "pinglun" in named.id):
        return False
    return named.node.tag in BLOCKS and any(map(_COMMENTS.search, (named.id, named.classes)))
