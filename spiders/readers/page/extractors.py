"""General extractors for bodies that no rule finds: readability, else trafilatura. Imported only when used.

An extractor can take minutes over a page made to stall it, so a crawl runs them in separate processes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from aggregator.text import letters

from .blocks import story_lines
from .markup import lines_of, parse_html
from .paragraphs import is_story, size_of_text, story_in

MIN_READABLE = 100
"""Letters below which readability has missed a Chinese story: measured, see the project's notes on extraction."""
MIN_OWN_SHARE = 0.6
"""Share of the extractor's reading below which our own rules have missed the story."""
MAX_OWN_SHARE_ENGLISH = 2.0
"""The same for English pages, where our own rules know fewer of the lines around a story."""
MIN_QUICK, MIN_QUICK_SHARE = 250, 0.5
"""Characters, and their share of the page's prose, from which trafilatura is believed without readability and justext:
it prefers theirs to a shorter text, or if readability's is twice as long."""
MAX_CHARACTERS = 1_000_000
MAX_ELEMENTS = 20_000
"""Size of a page that is extracted without a time limit: 20,000 paragraphs cost trafilatura 2.7 s, 100,000 39 s."""

_NO_TEXT = (
    "aside", "audio", "button", "canvas", "embed", "footer", "iframe", "input", "link", "nav", "noscript", "object",
    "option", "select", "style", "svg", "textarea", "video",
)  # fmt: skip
"""Elements that trafilatura drops itself, but searches four times before."""


class Extraction(NamedTuple):
    """A page to extract, if that gives more than our own rules have found."""

    html: str
    elements: int
    title: str | None
    known: int
    """Characters found by our own rules."""
    english: bool = False
    prose: int = 0
    """Characters of all prose of an English page."""

    @property
    def harmless(self) -> bool:
        """Whether the page is too small to stall an extractor."""
        return self.elements <= MAX_ELEMENTS and len(self.html) <= MAX_CHARACTERS


class Extract(NamedTuple):
    """Lines found by an extractor, and its name as the rule."""

    rule: str
    lines: list[str]


def extract(wanted: Extraction, root: HtmlElement | None = None) -> Extract | None:
    """Run the extractors, the likelier first; return the first extract that has a story and says more.

    `root`: the page's tree, if it is at hand; it stays as it is. On English pages trafilatura is better than our own
    rules; it is believed unless it has lost half of the text.
    """
    most = MAX_OWN_SHARE_ENGLISH if wanted.english else MIN_OWN_SHARE
    for candidate in _english_extracts(wanted, root) if wanted.english else _extracts(wanted.html):
        story = story_in(candidate.lines, wanted.title)
        if is_story(story) and wanted.known < most * size_of_text(story):
            return candidate
    return None


def _english_extracts(wanted: Extraction, root: HtmlElement | None) -> Iterator[Extract]:
    tree = parse_html(wanted.html) if root is None else root
    quick = _trafilatura(tree, quick=True)
    sure = size_of_text(quick) >= max(MIN_QUICK, MIN_QUICK_SHARE * wanted.prose)
    yield Extract("general:trafilatura", quick if sure else _trafilatura(tree))
    if not wanted.known:
        yield Extract("general:readability", _readability(wanted.html))


def import_extractors() -> None:
    """Import the extractors, which takes a second, before the clock of a page starts."""
    import readability  # noqa: F401
    import trafilatura  # noqa: F401


def _extracts(html: str) -> Iterator[Extract]:
    readable = Extract("general:readability", _readability(html))
    likely = len(letters("".join(readable.lines))) >= MIN_READABLE
    if likely:
        yield readable
    yield Extract("general:trafilatura", _trafilatura(parse_html(html)))
    if not likely:
        yield readable


def _readability(text: str) -> list[str]:
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
    try:
        summary = Document(text, url=None).summary(html_partial=True)  # of bytes it would detect the encoding
    except (Unparseable, etree.LxmlError, ValueError):
        return []
    return [line.text for line in story_lines(lines_of(parse_html(summary)))]


def _trafilatura(tree: HtmlElement, *, quick: bool = False) -> list[str]:
    """Return trafilatura's reading; the quick one, in half the time, is not compared with readability and justext."""
    from trafilatura import extract

    if quick:
        tree = deepcopy(tree)
        etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    found = extract(tree, include_comments=False, with_metadata=False, favor_precision=True, fast=quick)
    return found.splitlines() if found else []
