"""Bands by month, links and canonical addresses by what story is there, so that cost does not grow with the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from aggregator.copies import LOOK_BACK, text_bands
from aggregator.store.bands import month_of
from aggregator.store.types import Time, storable
from aggregator.urls import story_id

revision = "v0002"
down_revision = "v0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_PAGE = 1000

_STORIES = sa.table(
    "stories",
    sa.column("number", sa.BigInteger),
    sa.column("canonical_url", sa.Text),
    sa.column("canonical_key", sa.Text),
    sa.column("language", sa.Text),
    sa.column("text", sa.Text),
    sa.column("fetched_at", Time),
)
_LINKS = sa.table(
    "links",
    sa.column("number", sa.BigInteger),
    sa.column("outlet", sa.Text),
    sa.column("url", sa.Text),
    sa.column("url_key", sa.Text),
    sa.column("state", sa.Text),
)
_BANDS = sa.table("bands", sa.column("month"), sa.column("key"), sa.column("story"))


def upgrade() -> None:
    """Change the tables, and rebuild the bands that are still looked up."""
    connection = op.get_bind()
    op.add_column("stories", sa.Column("canonical_key", sa.Text, nullable=False, server_default=""))
    _write_canonical_keys(connection)
    _change_indexes()
    _join_links(connection)
    op.drop_table("bands")
    op.create_table(
        "bands",
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("story", _NUMBER, sa.ForeignKey("stories.number"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    _rebuild_bands(connection)


def _change_indexes() -> None:
    op.drop_index("ix_stories_canonical_url", "stories")
    op.drop_index("ix_stories_fingerprint", "stories")
    op.create_index("ix_stories_fingerprint", "stories", ["fingerprint", "number"])
    op.create_index("ix_stories_canonical_key", "stories", ["canonical_key", "number"])
    copies = sa.text("copy_of IS NOT NULL")
    op.create_index("ix_stories_copy_of", "stories", ["copy_of"], sqlite_where=copies, postgresql_where=copies)


def _write_canonical_keys(connection: sa.Connection) -> None:
    change = (
        sa.update(_STORIES)
        .where(_STORIES.c.number == sa.bindparam("row"))
        .values(canonical_key=sa.bindparam("canonical"))
    )
    for rows in _pages(connection, sa.select(_STORIES.c.number, _STORIES.c.canonical_url), _STORIES.c.number):
        connection.execute(change, [{"row": row.number, "canonical": story_id(row.canonical_url)} for row in rows])


def _join_links(connection: sa.Connection) -> None:
    """Of the links of an outlet that lead to one story keep the stored one, else the first."""
    taken: set[tuple[str, str]] = set()
    columns = sa.select(_LINKS.c.number, _LINKS.c.outlet, _LINKS.c.url)
    for stored in (_LINKS.c.state == "stored", _LINKS.c.state != "stored"):
        for rows in _pages(connection, columns.where(stored), _LINKS.c.number):
            _keep_first(connection, rows, taken)


def _keep_first(connection: sa.Connection, rows: Sequence[sa.Row[Any]], taken: set[tuple[str, str]]) -> None:
    change = sa.update(_LINKS).where(_LINKS.c.number == sa.bindparam("row")).values(url_key=sa.bindparam("key"))
    for row in rows:
        identity = row.outlet, story_id(storable(row.url))
        if identity in taken:
            connection.execute(sa.delete(_LINKS).where(_LINKS.c.number == row.number))
        else:
            connection.execute(change, {"row": row.number, "key": identity[1]})
        taken.add(identity)


def _rebuild_bands(connection: sa.Connection) -> None:
    newest: datetime | None = connection.scalar(sa.select(sa.func.max(_STORIES.c.fetched_at)))
    if newest is None:
        return
    since = (newest - LOOK_BACK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    recent = sa.select(_STORIES.c.number, _STORIES.c.text, _STORIES.c.language, _STORIES.c.fetched_at)
    for rows in _pages(connection, recent.where(_STORIES.c.fetched_at >= since), _STORIES.c.number):
        if bands := [band for row in rows for band in _bands(row)]:
            connection.execute(sa.insert(_BANDS), bands)


def _bands(row: sa.Row[Any]) -> list[dict[str, int]]:
    keys = sorted(set(text_bands(row.text, row.language)))
    return [{"month": month_of(row.fetched_at), "key": key, "story": row.number} for key in keys]


def _pages(
    connection: sa.Connection, rows: sa.Select[Any], number: sa.ColumnClause[int]
) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield the rows by number, a thousand at a time, so that they may be changed meanwhile."""
    last = -1
    while found := connection.execute(rows.where(number > last).order_by(number).limit(_PAGE)).all():
        yield found
        last = found[-1].number
