"""What translators and summarisers answered, on SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from aggregator.store import MachineText
from aggregator.store.batches import batched
from aggregator.store.database import ASKED_AT_ONCE, Database
from aggregator.store.schema import machine_texts


class SqlMachineTexts:
    """One answer a key; the first stays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the answers that are known, by key."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for part in batched(keys, ASKED_AT_ONCE):
                some = machine_texts.c.key.in_(part)
                rows = connection.execute(select(machine_texts.c.key, machine_texts.c.answer).where(some))
                found |= {row.key: row.answer for row in rows}
        return found

    def save(self, texts: Sequence[MachineText], at: datetime) -> None:
        """Write answers in one transaction; a key that is there keeps the answer that it has."""
        if not texts:
            return
        rows = [{**asdict(text), "at": at} for text in texts]
        with self._database.writing() as connection:
            connection.execute(self._database.insert(machine_texts).on_conflict_do_nothing(), rows)
