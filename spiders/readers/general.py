"""General extractors for bodies that no selector finds: readability, else trafilatura. Imported only when used."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from lxml import etree

from aggregator.text import letters
from spiders.readers.markup import lines_of, parse_html
from spiders.readers.page import Page

ENOUGH = 100
"""Characters below which readability has missed a Chinese story: measured, see the project's notes on extraction."""
MOST_CHARACTERS = 1_000_000
MOST_ELEMENTS = 20_000
"""Size of a page handed to an extractor: 20,000 paragraphs cost trafilatura 2.7 s, 100,000 cost 39 s."""


def extracted(page: Page) -> Iterator[tuple[str, list[str]]]:
    """Yield the extractors' lines, the likelier reading first; none of a page that would stall them."""
    if page.elements > MOST_ELEMENTS or len(page.decoded.text) > MOST_CHARACTERS:
        return
    readable = _readability(page.decoded.text)
    if len(letters("".join(readable))) >= ENOUGH:
        yield "general:readability", readable
    if traced := _trafilatura(page.decoded.text):
        yield "general:trafilatura", traced
    yield "general:readability", readable


def _readability(text: str) -> list[str]:
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
    try:
        summary = Document(text.encode("utf-8", "replace"), url=None).summary(html_partial=True)
    except (Unparseable, etree.LxmlError, ValueError):
        return []
    return [line.text for line in lines_of(parse_html(summary))]


def _trafilatura(text: str) -> list[str]:
    from trafilatura import extract

    found = extract(text.encode("utf-8", "replace"), include_comments=False, with_metadata=False, favor_precision=True)
    return found.splitlines() if found else []
