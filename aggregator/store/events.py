"""The event of each story, on SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from aggregator.models import Membership
from aggregator.store.batches import batched
from aggregator.store.database import MAX_PARAMETERS, Database, replacing
from aggregator.store.rows import Brought
from aggregator.store.schema import memberships, stories

_FIELDS = tuple(memberships.c[field.name] for field in fields(Membership))


class SqlEvents:
    """One membership per story, as last grouped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assign(self, found: Sequence[Membership], at: datetime) -> int:
        """Write the memberships that are new or differ, in one transaction; return how many."""
        with self._database.writing() as connection:
            known = _by_story(connection, [membership.story for membership in found])
            changed = [membership for membership in found if known.get(membership.story) != membership]
            if changed:
                insert = replacing(self._database.insert(memberships))
                connection.execute(insert, [asdict(membership) | {"at": at} for membership in changed])
        return len(changed)

    def of(self, stories: Sequence[str]) -> dict[str, Membership]:
        """Return the memberships of stories by story id; a story that was never grouped has none."""
        with self._database.reading() as connection:
            return _by_story(connection, stories)

    def members(self, event: str) -> list[Membership]:
        """Return the memberships of an event, by story."""
        wanted = select(*_FIELDS).where(memberships.c.event == event).order_by(memberships.c.story)
        with self._database.reading() as connection:
            return [_membership(row) for row in connection.execute(wanted)]

    def brought(self, since: datetime) -> dict[str, Brought]:
        """Return the events of the stories fetched at `since` or later by outlet: all, and those it alone has."""
        event = func.coalesce(memberships.c.event, stories.c.copy_of, stories.c.id).label("event")
        joined = stories.outerjoin(memberships, memberships.c.story == stories.c.id)
        brought = select(stories.c.outlet, event).select_from(joined).where(stories.c.fetched_at >= since).distinct()
        pairs = brought.subquery()
        alone = select(pairs.c.event).group_by(pairs.c.event).having(func.count() == 1).subquery()
        counted = select(pairs.c.outlet, func.count(), func.count(alone.c.event)).group_by(pairs.c.outlet)
        with self._database.reading() as connection:
            rows = connection.execute(counted.select_from(pairs.outerjoin(alone, alone.c.event == pairs.c.event)))
            return {outlet: Brought(events, own) for outlet, events, own in rows}


def _by_story(connection: Connection, stories: Sequence[str]) -> dict[str, Membership]:
    parts = batched(stories, MAX_PARAMETERS)
    wanted = (select(*_FIELDS).where(memberships.c.story.in_(part)) for part in parts)
    return {row.story: _membership(row) for query in wanted for row in connection.execute(query)}


def _membership(row: Row[Any]) -> Membership:
    return Membership(row.story, row.event, row.joined, row.score, tuple(row.reasons))
