"""The next page of a story that is split over several."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from ..addresses import absolute
from .page import Page
from .selection import Path, text_of

_NEXT_LINK = Path("/descendant::link[@rel='next']/@href")
_ANCHORS = Path("/descendant::a[@rel='next' or contains(., '下')]")
_SAYS_NEXT = re.compile(r"\W{0,3}下一?[页頁]\W{0,3}")
_NUMBER = re.compile(r"(?:[_-]\d{1,3})?(?=\.s?html?$)|[?&](?:page|p)=\d{1,3}$")


def next_page(page: Page) -> str | None:
    """Return the address of the story's next page: one that differs from its own only in the page number."""
    anchors = (anchor for anchor in _ANCHORS.nodes(page.root) if _leads_on(anchor))
    for href in [*_NEXT_LINK.strings(page.root), *(anchor.get("href") or "" for anchor in anchors)]:
        address = absolute(href, page.base)
        if address and address != page.url and _stem(address) == _stem(page.url):
            return address
    return None


def _leads_on(anchor: HtmlElement) -> bool:
    return anchor.get("rel") == "next" or bool(_SAYS_NEXT.fullmatch(text_of(anchor)))


def _stem(address: str) -> str:
    """Return an address without its page number."""
    return _NUMBER.sub("", address, count=1)
