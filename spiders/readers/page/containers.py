"""The elements in which content systems keep a story's text, found by their names."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from aggregator.text.words import family

from .markup import Line, lines_of
from .page import Named, Page
from .prose import size_of

MAX_CANDIDATES = 20
"""Elements that are compared; a page with more uses the names for something else."""
MIN_SHARE = 0.8
"""An inner element with this share of the richest one's prose is the body; the rest around it is furniture."""

_IDS = frozenset(family("pages.container_id").words)
_CLASSES = frozenset(family("pages.container_class").words)


class _Sized(NamedTuple):
    """An element with its lines, the characters of their prose, and of all of them."""

    node: HtmlElement
    prose: int
    size: int
    lines: list[Line]


def contained_lines(page: Page, others: Collection[HtmlElement]) -> list[Line]:
    """Return the lines of the story's element, the smallest with nearly all the prose, without `others` in it.

    Elements beside it of the same name hold the rest of the story: an advertisement has parted it.
    """
    nodes = (named.node for named in page.named if _is_container(named) and not _is_inside(named.node, others))
    sized = [_sized(node, others) for node in islice(nodes, MAX_CANDIDATES)]
    most = max((found.prose for found in sized), default=0)
    if most == 0:
        return []
    best = min((found for found in sized if found.prose >= MIN_SHARE * most), key=lambda found: found.size)
    return [line for found in sized if found is best or _continues(found, best) for line in found.lines]


def _continues(part: _Sized, best: _Sized) -> bool:
    """Return whether an element with prose has the story's name and is its sibling, or their wrappers are."""
    node, other = part.node, best.node
    if part.prose == 0 or _name(node) != _name(other):
        return False
    outer, around = node.getparent(), other.getparent()
    beside = outer is around or (_name(outer) == _name(around) and outer.getparent() is around.getparent())
    return beside and (outer is around or outer.find(".//h1") is None is outer.find(".//h2"))


def _name(node: HtmlElement | None) -> tuple[str | None, ...]:
    return () if node is None else (node.tag, node.get("id"), node.get("class"))


def _is_inside(node: HtmlElement, others: Collection[HtmlElement]) -> bool:
    return bool(others) and any(outer in others for outer in (node, *node.iterancestors()))


def _is_container(named: Named) -> bool:
    return named.id in _IDS or not _CLASSES.isdisjoint(named.classes.split()) or named.itemprop == "articleBody"


def _sized(node: HtmlElement, others: Collection[HtmlElement]) -> _Sized:
    lines = list(lines_of(node, others))
    return _Sized(node, size_of(lines), sum(len(line.text) for line in lines), lines)
