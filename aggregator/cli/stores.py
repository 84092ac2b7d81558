"""The store that a command reads."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.store import Store, open_store


def existing_store(url: str) -> AbstractContextManager[Store]:
    """Open a store for a block; raise `StoreError` if it is a SQLite file that does not exist, rather than make it."""
    path = url.removeprefix("sqlite:///")
    if path not in {url, ""} and not Path(path).exists():
        raise StoreError(f"{url}: no such store")
    return closing(open_store(url))


def in_utc(day: datetime | None) -> datetime | None:
    """Read a day without a zone as one in UTC."""
    return day.replace(tzinfo=UTC) if day else None
