"""What the commands make of the values that they are given."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.store import Store, open_store


def existing_store(url: str) -> AbstractContextManager[Store]:
    """Open a store for a block; raise where a SQLite file is not there: to open it would make an empty one."""
    path = url.removeprefix("sqlite:///")
    if path not in {url, ""} and not Path(path).exists():
        raise StoreError(f"{url}: no such store")
    return closing(open_store(url))


def in_utc(day: datetime | None) -> datetime | None:
    """Take a day that was given without a zone for one in UTC."""
    return day.replace(tzinfo=UTC) if day else None
