"""Read the links that an entry point of any kind announces."""

from __future__ import annotations

from typing import NamedTuple

from aggregator.errors import Forwards
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet

from ..document import Document
from ..forwarding import forward_in
from ..unpacking import unpacked


class Announced(NamedTuple):
    """Links, and the sitemaps to read for more."""

    links: list[Link]
    sitemaps: list[str]
    """Addresses of the sitemaps in an index, the last changed first."""


def read_entry_point(document: Document, outlet: Outlet, entry: EntryPoint) -> Announced:
    """Return the links that an entry point announces, and the sitemaps; raises what `read_announcements` does."""
    links = read_announcements(document, outlet, entry)
    if entry.kind != "sitemap":
        return Announced(links, [])
    from .sitemap import child_sitemaps  # as below

    return Announced(links, child_sitemaps(document, outlet))


def read_announcements(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the links that an entry point announces, in order; raise `Unreadable` if there are none.

    A page that only leads to another raises `Forwards`. A kind's reader is imported when the first entry point of that
    kind answers: feedparser and its like take a quarter of the time to start, and many runs need none of them.
    """
    if entry.kind == "sitemap":
        from .sitemap import read_sitemap

        return read_sitemap(document, outlet, entry)
    document = unpacked(document)
    if address := forward_in(document):
        raise Forwards(address)
    if entry.kind == "feed":
        from .feed import read_feed

        return read_feed(document, outlet, entry)
    if entry.kind == "api":
        from .api import read_api

        return read_api(document, outlet, entry)
    from .listing import read_listing

    return read_listing(document, outlet, entry)
