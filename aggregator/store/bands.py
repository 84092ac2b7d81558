"""Bands, the index of near copies: month, key, story.

A month's rows lie together, so a look-up or a save touches recent pages only, however old the store is, and an old
month is dropped as one run of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product

from sqlalchemy import Connection, delete, text

from aggregator.store.schema import bands

MAX_HOLDERS = 50
"""A key that more stories of a month have is skipped. A copy adds none that its original has, so a key of many stories
comes from a disclaimer or a template and does not show a copy."""

_WRITE = "INSERT INTO bands (month, key, story) VALUES ({mark}, {mark}, {mark})"
_WRITE_NEW = text(
    "INSERT INTO bands (month, key, story)"
    " SELECT CAST(:month AS INTEGER), CAST(:key AS INTEGER), CAST(:story AS BIGINT)"
    " WHERE NOT EXISTS (SELECT 1 FROM bands WHERE month = :month AND key = :key AND story = :other)"
)


def month_of(at: datetime) -> int:
    """Return the UTC month of a moment: 202611."""
    at = at.astimezone(UTC)
    return 100 * at.year + at.month


def months_between(since: datetime, until: datetime) -> list[int]:
    """Return the months that [since, until] touches."""
    first, last = month_of(since), month_of(until)
    years = range(first // 100, last // 100 + 1)
    return [month for year in years for month in range(100 * year + 1, 100 * year + 13) if first <= month <= last]


def write_bands(connection: Connection, month: int, story: int, keys: Sequence[int], other: int | None) -> None:
    """Write the bands of a story, except those that `other`, its original, has in this month. Stories by number."""
    written = sorted(set(keys))
    if not written:
        return
    if other is None:
        connection.exec_driver_sql(_WRITE.format(mark=_mark(connection)), [(month, key, story) for key in written])
    else:
        rows = [{"month": month, "key": key, "story": story, "other": other} for key in written]
        connection.execute(_WRITE_NEW, rows)


def sharing(connection: Connection, months: Sequence[int], keys: Sequence[int]) -> Counter[int]:
    """Count the shared bands of each story, by story number; a band with too many holders does not count."""
    wanted = sorted(set(keys))
    if not wanted or not months:
        return Counter()
    values = tuple(value for pair in product(months, wanted) for value in pair)
    holders = defaultdict[int, list[int]](list)
    for band, story in connection.exec_driver_sql(_holders(len(values) // 2, _mark(connection)), values):
        holders[band].append(story)
    return Counter(story for held in holders.values() if len(held) <= MAX_HOLDERS for story in held)


def drop_bands(connection: Connection, before: int) -> int:
    """Delete the bands of earlier months; return how many there were."""
    return connection.execute(delete(bands).where(bands.c.month < before)).rowcount


def _mark(connection: Connection) -> str:
    """Return how the driver writes the place of a value."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


@lru_cache(maxsize=64)
def _holders(bands: int, mark: str) -> str:
    """Return the query for the holders of `bands` pairs of month and key: (number of the pair, story number).

    The driver's own text, because SQLAlchemy takes longer to bind dozens of values than the engine to find them.
    """
    held = f"SELECT story FROM bands WHERE month = {mark} AND key = {mark} LIMIT {MAX_HOLDERS + 1}"  # noqa: S608 - a mark and a number
    return " UNION ALL ".join(f"SELECT {band} AS band, story FROM ({held}) AS held{band}" for band in range(bands))  # noqa: S608 - numbers
