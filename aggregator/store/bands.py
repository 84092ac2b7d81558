"""The bands that find near copies: whose month, which key, which story.

A month's rows lie together, so that a look-up and a save touch what is recent, however old the store is, and a month
that nobody looks up any more is dropped as one run of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product

from sqlalchemy import BigInteger, Connection, Integer, TextualSelect, column, delete, text

from aggregator.store.schema import bands

HOLDERS = 50
"""A key that more stories of a month hold than this is skipped. A copy adds none that its original holds, so what
many hold is a disclaimer or a template, which tells no copies apart."""

_WRITE_NEW = text(
    "INSERT INTO bands (month, key, story)"
    " SELECT CAST(:month AS INTEGER), CAST(:key AS INTEGER), CAST(:story AS BIGINT)"
    " WHERE NOT EXISTS (SELECT 1 FROM bands WHERE month = :month AND key = :key AND story = :other)"
)


def month_of(at: datetime) -> int:
    """Return the month of a moment, in UTC: 202611."""
    at = at.astimezone(UTC)
    return 100 * at.year + at.month


def months_between(since: datetime, until: datetime) -> list[int]:
    """Return the months that [since, until] touches."""
    first, last = month_of(since), month_of(until)
    years = range(first // 100, last // 100 + 1)
    return [month for year in years for month in range(100 * year + 1, 100 * year + 13) if first <= month <= last]


def write_bands(connection: Connection, month: int, story: int, keys: Sequence[int], other: int | None) -> None:
    """Write the bands of a story, by its number, but for those that `other`, which it repeats, holds in this month."""
    rows = [{"month": month, "key": key, "story": story} for key in sorted(set(keys))]
    if not rows:
        return
    if other is None:
        connection.execute(bands.insert(), rows)
    else:
        connection.execute(_WRITE_NEW, [row | {"other": other} for row in rows])


def sharing(connection: Connection, months: Sequence[int], keys: Sequence[int]) -> Counter[int]:
    """Count for each story, by its number, the bands that it shares; those with too many holders count nothing."""
    wanted = sorted(set(keys))
    if not wanted or not months:
        return Counter()
    values = {f"key{index}": key for index, key in enumerate(wanted)}
    values |= {f"month{index}": month for index, month in enumerate(months)}
    holders = defaultdict[int, list[int]](list)
    for band, story in connection.execute(_holders(len(wanted), len(months)), values):
        holders[band].append(story)
    return Counter(story for held in holders.values() if len(held) <= HOLDERS for story in held)


def drop_bands(connection: Connection, before: int) -> int:
    """Drop the bands of the months before this one; return how many rows there were."""
    return connection.execute(delete(bands).where(bands.c.month < before)).rowcount


@lru_cache(maxsize=64)
def _holders(keys: int, months: int) -> TextualSelect:
    """Build the look-up of so many keys in so many months: (which key and month, story), each to one past the limit.

    Text, because to assemble dozens of terms anew costs more than to run them.
    """
    return text(" UNION ALL ".join(_terms(keys, months))).columns(column("band", Integer), column("story", BigInteger))


def _terms(keys: int, months: int) -> Iterator[str]:
    held = "SELECT story FROM bands WHERE month = :month{0} AND key = :key{1} LIMIT {2}"
    for band, (month, key) in enumerate(product(range(months), range(keys))):
        yield f"SELECT {band} AS band, story FROM ({held.format(month, key, HOLDERS + 1)}) AS held{band}"  # noqa: S608 - numbers
