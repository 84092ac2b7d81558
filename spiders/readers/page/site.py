"""The host and name of a page's site, as the page states them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from aggregator.text.words import family
from aggregator.urls import host_of, is_public_web

from ..addresses import absolute
from .page import Page
from .selection import Path
from .suffixes import site_in

MAX_NAME_LENGTH = 24
MIN_NAME_LENGTH = 2
MIN_LINKS = 3
"""Links that show a host to be the page's own; fewer are an advertisement's."""

_ANCHORS = Path("//a[starts-with(@href,'http')]/@href")
_ANY_SITE = family("pages.any_site").words
_OWNER = re.compile(
    r"(?:版权所有|版權所有|copyright|©|powered by)[\s:：©]{0,6}(?:\(c\))?[\s:：]{0,6}"
    r"(?:(?:19|20)\d\d\s?[-–—~至]?\s?){0,2}"
    r"(?P<name>[^\s,，。;；|｜©（(]{2,24}(?: [A-Za-z][\w.]{1,20})?)",
    re.IGNORECASE,
)
_NO_OWNER = family("pages.not_owner").pattern()
_MAX_FOOT_LINES = 60
"""Lines at the end of a page that may name its owner."""


class Site(NamedTuple):
    """The site of a page; empty if the page does not say."""

    host: str
    name: str


def site_of(page: Page) -> Site:
    """Return the host and name that a page gives its site, whatever address it was found at."""
    return Site(_host(page), next(_names(page), ""))


def _host(page: Page) -> str:
    """Return the host of the page's address, of its canonical one, or of most of its links."""
    for address in (page.url, absolute(page.canonical, page.base) if page.canonical else None):
        if address and is_public_web(address):
            return host_of(address)
    hosts = Counter(host_of(href) for href in _ANCHORS.strings(page.root))
    linked = [(count, host) for host, count in hosts.items() if host and not host.endswith(_ANY_SITE)]
    count, host = max(linked, default=(0, ""))
    return host if count >= MIN_LINKS else ""


def names_of(page: Page) -> tuple[str, ...]:
    """Return the names that a page's head gives its site."""
    return tuple(name for name in _stated(page) if len(name) >= MIN_NAME_LENGTH)


def _names(page: Page) -> Iterator[str]:
    """Yield the site's names: the last part of the title, names in metas, the owner of the rights."""
    yield from _stated(page)
    for line in page.lines[-_MAX_FOOT_LINES:]:
        for match in _OWNER.finditer(line.text[:400]):
            if not _NO_OWNER.search(match["name"]):
                yield match["name"]


def _stated(page: Page) -> Iterator[str]:
    if name := site_in(page.title):
        yield name.removesuffix("官网")
    for meta in ("og:site_name", "sitename", "application-name"):
        if name := page.metas.get(meta, "").strip():
            yield name[:MAX_NAME_LENGTH]
