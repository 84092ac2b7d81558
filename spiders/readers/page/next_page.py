"""The next page of a story that is split over several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..addresses import absolute
from .page import Page
from .selection import Path, text_of

_NEXT = Path("/descendant::link[@rel='next']/@href | /descendant::a[@rel='next']/@href")
_MAY_SAY_NEXT = Path("/descendant::a[contains(., '下')]")
_IN_SOURCE = re.compile(r"下[^下页頁]{0,200}[页頁]")
"""The source of a page that may say next has this: to look at all texts of the tree takes longer."""
_SAYS_NEXT = re.compile(r"\W{0,3}下一?[页頁]\W{0,3}")
_NUMBER = re.compile(r"(?:[_-]\d{1,3})?(?=\.s?html?$)|[?&](?:page|p)=\d{1,3}$")


def next_page(page: Page) -> str | None:
    """Return the address of the story's next page: one that differs from its own only in the page number."""
    stated = _NEXT.strings(page.root) if page.mentions("next") else ()
    for href in [*stated, *_said(page)]:
        address = absolute(href, page.base)
        if address and address != page.url and _stem(address) == _stem(page.url):
            return address
    return None


def _said(page: Page) -> Iterator[str]:
    if _IN_SOURCE.search(page.decoded.text):
        anchors = (anchor for anchor in _MAY_SAY_NEXT.nodes(page.root) if _SAYS_NEXT.fullmatch(text_of(anchor)))
        yield from (anchor.get("href") or "" for anchor in anchors)


def _stem(address: str) -> str:
    """Return an address without its page number."""
    return _NUMBER.sub("", address, count=1)
