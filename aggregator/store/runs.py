"""Runs and their reports, on SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from aggregator.errors import StoreError
from aggregator.store.database import Database
from aggregator.store.rows import Step
from aggregator.store.schema import runs


class SqlRuns:
    """One row per run, finished or not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, run: str, at: datetime, parameters: Mapping[str, Any], step: Step | None = None) -> None:
        """Write that a run began, as the step of a slot if it is one."""
        part = {"slot": step.slot, "step": step.name} if step else {}
        with self._database.writing() as connection:
            connection.execute(runs.insert(), {"run": run, "started_at": at, "parameters": parameters, **part})

    def finish(self, run: str, at: datetime, verdict: str, report: Mapping[str, Any], *, counts: bool = True) -> None:
        """Write how a run ended; one that does not count leaves its slot. Raise `StoreError` if none began."""
        part = {} if counts else {"slot": None, "step": None}
        ended = update(runs).where(runs.c.run == run).values(finished_at=at, verdict=verdict, report=report, **part)
        with self._database.writing() as connection:
            if connection.execute(ended).rowcount == 0:
                raise StoreError(f"{self._database.backend.name}: no run {run}")

    def abandoned(self) -> list[str]:
        """Return the runs without an end, oldest first."""
        statement = select(runs.c.run).where(runs.c.finished_at.is_(None)).order_by(runs.c.started_at, runs.c.run)
        with self._database.reading() as connection:
            return list(connection.scalars(statement))

    def since(self, moment: datetime) -> Iterator[Mapping[str, Any]]:
        """Yield the runs that began at a moment or later, oldest first, streaming."""
        began = select(runs).where(runs.c.started_at >= moment)
        for row in self._database.stream(began, (runs.c.started_at, runs.c.run)):
            yield dict(row._mapping)

    def of_slot(self, slot: str) -> list[Mapping[str, Any]]:
        """Return the runs that were parts of a slot, oldest first."""
        found = select(runs).where(runs.c.slot == slot).order_by(runs.c.started_at, runs.c.run)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(found).mappings()]

    def steps(self, slot: str) -> list[tuple[str, str | None, datetime | None]]:
        """Return step, verdict and end of the runs that were parts of a slot, oldest first."""
        columns = (runs.c.step, runs.c.verdict, runs.c.finished_at)
        found = select(*columns).where(runs.c.slot == slot).order_by(runs.c.started_at, runs.c.run)
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(found)]

    def last(self, limit: int = 10) -> list[Mapping[str, Any]]:
        """Return the last runs, newest first: run, started_at, finished_at, verdict, parameters, report, slot, step."""
        statement = select(runs).order_by(runs.c.started_at.desc(), runs.c.run.desc()).limit(limit)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]
