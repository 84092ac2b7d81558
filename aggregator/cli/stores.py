"""The store that a command reads."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime

from aggregator.cli.logs import say
from aggregator.cli.options import Places
from aggregator.store import Store, open_existing, stores_in


def existing_store(url: str) -> AbstractContextManager[Store]:
    """Open a store for a block; raise `StoreError` if it is not there, rather than make it."""
    return closing(open_existing(url))


def inspected_store(places: Places) -> AbstractContextManager[Store]:
    """Open the store that a command looks into for a block.

    If neither option, variable nor configuration names one, it is the store in the folder of editions that was written
    last: by a run, a crawl or the demo. If that is not the one that a run would use, this is said.
    """
    named = "store" in places.given or "store" in places.configured.origins
    found = None if named else next(iter(stores_in(places.out)), None)
    url = f"sqlite:///{found}" if found else places.store
    if url != places.store:
        say(f"aggregator: looking into {url}, the store that was written last", logging.INFO)
    return existing_store(url)


def in_utc(day: datetime | None) -> datetime | None:
    """Read a day without a zone as one in UTC."""
    return day.replace(tzinfo=UTC) if day else None
