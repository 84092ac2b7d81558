"""Which event each story belongs to, on SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from aggregator.models import Membership
from aggregator.store.batches import batched
from aggregator.store.database import ASKED_AT_ONCE, Database, replacing
from aggregator.store.schema import memberships

_FIELDS = tuple(memberships.c[field.name] for field in fields(Membership))


class SqlEvents:
    """The events, as they were grouped last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assign(self, found: Sequence[Membership], at: datetime) -> int:
        """Write the memberships that are new or differ, in one transaction; return how many."""
        with self._database.writing() as connection:
            known = {one.story: one for one in _known(connection, [one.story for one in found])}
            changed = [one for one in found if known.get(one.story) != one]
            if changed:
                insert = replacing(self._database.insert(memberships))
                connection.execute(insert, [asdict(one) | {"reasons": list(one.reasons), "at": at} for one in changed])
        return len(changed)

    def of(self, stories: Sequence[str]) -> dict[str, Membership]:
        """Return the memberships of stories by their ids; one that was never grouped has none."""
        with self._database.reading() as connection:
            return {one.story: one for one in _known(connection, stories)}

    def members(self, event: str) -> list[Membership]:
        """Return the memberships of an event, by story."""
        wanted = select(*_FIELDS).where(memberships.c.event == event).order_by(memberships.c.story)
        with self._database.reading() as connection:
            return [_membership(row) for row in connection.execute(wanted)]


def _known(connection: Connection, stories: Sequence[str]) -> Iterator[Membership]:
    for part in batched(stories, ASKED_AT_ONCE):
        wanted = select(*_FIELDS).where(memberships.c.story.in_(part))
        yield from map(_membership, connection.execute(wanted))


def _membership(row: Row[Any]) -> Membership:
    return Membership(row.story, row.event, row.joined, row.score, tuple(row.reasons))
