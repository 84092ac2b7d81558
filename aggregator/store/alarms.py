"""Alarms, on SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from aggregator.models import Alarm
from aggregator.store.database import Database, replacing
from aggregator.store.schema import alarms


class SqlAlarms:
    """One row per alarm, open or over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, changed: Sequence[Alarm]) -> None:
        """Write alarms, new or over those with the same key and beginning, in one transaction."""
        if changed:
            with self._database.writing() as connection:
                connection.execute(replacing(self._database.insert(alarms)), [asdict(alarm) for alarm in changed])

    def recent(self, since: datetime) -> list[Alarm]:
        """Return the alarms that are open, or were over at `since` or later, oldest first."""
        wanted = select(alarms).where(or_(alarms.c.over.is_(None), alarms.c.over >= since))
        with self._database.reading() as connection:
            return [_alarm(row) for row in connection.execute(wanted.order_by(alarms.c.since, alarms.c.key))]


def _alarm(row: Row[Any]) -> Alarm:
    values = dict(row._mapping)
    return Alarm(**values | {"sent": tuple(values["sent"]), "end_sent": tuple(values["end_sent"])})
