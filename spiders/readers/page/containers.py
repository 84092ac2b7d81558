"""The elements in which content systems keep a story's text, found by their names."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from aggregator.text.words import family
from spiders.readers.page.markup import Line, lines_of
from spiders.readers.page.page import Page
from spiders.readers.page.prose import size_of
from spiders.readers.page.selection import Path

MAX_CANDIDATES = 20
"""Elements that are compared; a page with more uses the names for something else."""
MIN_SHARE = 0.8
"""An inner element with this share of the richest one's prose is the body; the rest around it is furniture."""

_IDS = frozenset(family("pages.container_id").words)
_CLASSES = frozenset(family("pages.container_class").words)
_NAMED = Path("//*[@id or @class or @itemprop]")


def contained_lines(page: Page) -> list[Line]:
    """Return the lines of the story's element: the smallest with nearly all the prose."""
    sized = [_sized(node) for node in islice(filter(_is_container, _NAMED.nodes(page.body)), MAX_CANDIDATES)]
    most = max((prose for prose, _size, _lines in sized), default=0)
    if most == 0:
        return []
    rich = [candidate for candidate in sized if candidate[0] >= MIN_SHARE * most]
    return min(rich, key=lambda candidate: candidate[1])[2]


def _is_container(node: HtmlElement) -> bool:
    """Return whether an element has one of the names; XPath takes 30 ms a page for as many comparisons."""
    return (
        node.get("id") in _IDS
        or not _CLASSES.isdisjoint((node.get("class") or "").split())
        or node.get("itemprop") == "articleBody"
    )


def _sized(node: HtmlElement) -> tuple[int, int, list[Line]]:
    """Return the characters of prose, of all text, and the lines of an element."""
    lines = list(lines_of(node))
    return size_of(lines), sum(len(line.text) for line in lines), lines
