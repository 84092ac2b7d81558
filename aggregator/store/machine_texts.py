"""Answers of translators and summarisers, on SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from sqlalchemy import select, update

from aggregator.store.batches import batched
from aggregator.store.database import MAX_PARAMETERS, Database
from aggregator.store.rows import MachineText
from aggregator.store.schema import machine_texts

_A_DAY = timedelta(days=1)


class SqlMachineTexts:
    """One answer per key: the first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, keys: Sequence[str], at: datetime | None = None) -> dict[str, str]:
        """Return the known answers, by key; remember, to a day, that they were used at a moment."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for part in batched(keys, MAX_PARAMETERS):
                known = select(machine_texts.c.key, machine_texts.c.answer).where(machine_texts.c.key.in_(part))
                rows = connection.execute(known)
                found |= {row.key: row.answer for row in rows}
        if at:
            self._remember_use(list(found), at)
        return found

    def _remember_use(self, keys: Sequence[str], at: datetime) -> None:
        for part in batched(keys, MAX_PARAMETERS):
            stale = machine_texts.c.key.in_(part) & (machine_texts.c.at < at - _A_DAY)
            with self._database.reading() as connection:
                if connection.scalar(select(machine_texts.c.key).where(stale).limit(1)) is None:
                    continue
            with self._database.writing() as connection:
                connection.execute(update(machine_texts).where(stale).values(at=at))

    def all(self) -> Iterator[MachineText]:
        """Yield every answer, by key, streaming."""
        for row in self._database.stream(select(machine_texts), (machine_texts.c.key,)):
            yield MachineText(**{field.name: getattr(row, field.name) for field in fields(MachineText)})

    def save(self, texts: Sequence[MachineText], at: datetime) -> None:
        """Write answers in one transaction; a known key keeps its answer."""
        if not texts:
            return
        rows = [{**asdict(text), "at": at} for text in texts]
        with self._database.writing() as connection:
            connection.execute(self._database.insert(machine_texts).on_conflict_do_nothing(), rows)
