"""What an entry point announces, whatever its kind."""

from __future__ import annotations

from datetime import datetime

from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet


def read_announcements(
    body: bytes, url: str, outlet: Outlet, entry: EntryPoint, fetched_at: datetime, content_type: str | None = None
) -> list[Link]:
    """Return the links that an entry point announces, in its order; raise `Unreadable` where it announces none.

    Each kind's reader is imported when the first entry point of that kind answers: feedparser and its like take a
    quarter of the start, and many a run has no use for them.
    """
    if entry.kind == "feed":
        from spiders.readers.lists.feed import read_feed

        return read_feed(body, url, outlet, entry, fetched_at)
    if entry.kind == "api":
        from spiders.readers.lists.api import read_api

        return read_api(body, url, outlet, entry, fetched_at, content_type)
    if entry.kind == "sitemap":
        from spiders.readers.lists.sitemap import read_sitemap

        return read_sitemap(body, url, outlet, entry, fetched_at)
    from spiders.readers.lists.listing import read_listing

    return read_listing(body, url, outlet, entry, fetched_at, content_type)
