"""Values derived from URLs and texts: link keys, canonical keys, bands. Derived again if a migration marks them stale.

Migrations leave that to this module, so that a change of `story_id` or `text_bands` does not change an old migration.
Such a change needs a migration that marks the stored values as stale: `url_key` prefixed with `stale:`,
`canonical_key` empty, no `bands`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, bindparam, delete, func, select, update

from aggregator.store.bands import month_of, write_bands
from aggregator.store.schema import bands, links, stories
from aggregator.urls import story_id

_PAGE = 1000


def derive_stale(connection: Connection) -> None:
    """Derive again whatever is stale, in the connection's transaction."""
    _derive_canonical_keys(connection)
    _derive_link_keys(connection)
    _derive_bands(connection)


def _derive_canonical_keys(connection: Connection) -> None:
    stale = select(stories.c.number, stories.c.canonical_url).where(stories.c.canonical_key == "")
    change = update(stories).where(stories.c.number == bindparam("row")).values(canonical_key=bindparam("key"))
    for rows in _pages(connection, stale, stories.c.number):
        connection.execute(change, [{"row": row.number, "key": story_id(row.canonical_url)} for row in rows])


def _derive_link_keys(connection: Connection) -> None:
    """Of an outlet's links to one story keep the stored one, or else the first."""
    taken: set[tuple[str, str]] = set()
    stale = select(links.c.number, links.c.outlet, links.c.url).where(links.c.url_key.startswith("stale:"))
    for stored in (links.c.state == "stored", links.c.state != "stored"):
        for rows in _pages(connection, stale.where(stored), links.c.number):
            _keep_first(connection, rows, taken)


def _keep_first(connection: Connection, rows: Sequence[Row[Any]], taken: set[tuple[str, str]]) -> None:
    for row in rows:
        identity = row.outlet, story_id(row.url)
        here = links.c.number == row.number
        change = update(links).where(here).values(url_key=identity[1])
        connection.execute(delete(links).where(here) if identity in taken else change)
        taken.add(identity)


def _derive_bands(connection: Connection) -> None:
    """Write the bands of the stories that new ones are compared with."""
    from aggregator.copies import LOOK_BACK, text_bands  # slow to import, and only needed here after a migration

    newest: datetime | None = connection.scalar(select(func.max(stories.c.fetched_at)))
    if newest is None or connection.scalar(select(bands.c.key).limit(1)) is not None:
        return
    since = (newest - LOOK_BACK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    recent = select(stories.c.number, stories.c.text, stories.c.language, stories.c.fetched_at)
    for rows in _pages(connection, recent.where(stories.c.fetched_at >= since), stories.c.number):
        for row in rows:
            write_bands(connection, month_of(row.fetched_at), row.number, text_bands(row.text, row.language), None)


def _pages(connection: Connection, rows: Select[Any], number: Column[int]) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows by number, a page at a time, so that they can be changed meanwhile."""
    last = -1
    while found := connection.execute(rows.where(number > last).order_by(number).limit(_PAGE)).all():
        yield found
        last = found[-1].number
