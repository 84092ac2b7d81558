"""The store on SQL: the engine that a URL names, migrated, and the ports on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from aggregator.errors import StoreError
from aggregator.store.alarms import SqlAlarms
from aggregator.store.database import Backend, Database, store_errors
from aggregator.store.digests import SqlDigests
from aggregator.store.entry_points import SqlEntryPoints
from aggregator.store.events import SqlEvents
from aggregator.store.jobs import read_jobs
from aggregator.store.leases import SqlLeases, require
from aggregator.store.leftovers import SqlLeftovers
from aggregator.store.links import SqlLinks
from aggregator.store.machine_texts import SqlMachineTexts
from aggregator.store.migrations import bring_up_to_date, require_schema
from aggregator.store.outbox import SqlOutbox
from aggregator.store.ports import Lock
from aggregator.store.postgres import Postgres
from aggregator.store.rows import JobRow, Lease
from aggregator.store.runs import SqlRuns
from aggregator.store.snapshot import Snapshot, snapshot
from aggregator.store.sqlite import SqliteFile, SqliteMemory
from aggregator.store.stories import SqlStories


class SqlStore:
    """Everything that is remembered between runs, on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.links = SqlLinks(database)
        self.stories = SqlStories(database, self.links)
        self.entry_points = SqlEntryPoints(database)
        self.events = SqlEvents(database)
        self.outbox = SqlOutbox(database)
        self.digests = SqlDigests(database, self.outbox)
        self.machine_texts = SqlMachineTexts(database)
        self.leftovers = SqlLeftovers(database)
        self.runs = SqlRuns(database)
        self.alarms = SqlAlarms(database)
        self.leases = SqlLeases(database)

    @classmethod
    def open(cls, url: str, create: bool = True) -> Self:
        """Open the store that `url` names, migrated to the newest schema; `create`: make it if it is not there."""
        store = cls(Database(backend_of(url, create)))
        try:
            if not create and not isinstance(store._database.backend, SqliteMemory):
                require_schema(store._database)
            if store._database.backend.ended_badly():
                store._database.require_sound()
            bring_up_to_date(store._database)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def database(self) -> Database:
        """The transactions below it."""
        return self._database

    def lock(self, lock: Lock = "run", *, shared: bool = False) -> AbstractContextManager[None]:
        """Hold one of the store's locks; raise `AlreadyRunning` at once if another process holds it."""
        return self._database.backend.lock(lock, shared)

    def jobs(self) -> list[JobRow]:
        """Return the jobs that wait for workers, are under way or failed, first to be taken up first."""
        return read_jobs(self._database)

    def under(self, lease: Lease) -> SqlStore:
        """Return the same store, each of whose transactions fails once the lease is another's."""
        return SqlStore(Database(self._database.backend, partial(require, lease)))

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep the lease, if the store is under one, from being taken over for a block."""
        with self._database.writing() if self._database.fence else nullcontext():
            yield

    def alone(self, work: str) -> AbstractContextManager[None]:
        """Wait until no other worker does the same work for a block; after some seconds go on all the same."""
        return self._database.backend.alone(work)

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold a view of the store at one moment for a block."""
        return snapshot(self._database)

    def require_sound(self) -> None:
        """Raise `StoreError` if the store is damaged."""
        self._database.require_sound()

    def faults(self) -> list[str]:
        """Return what is damaged, after a thorough check."""
        with store_errors(self._database.backend.name):
            return self._database.backend.faults(thorough=True)

    def close(self) -> None:
        """Close the connections."""
        self._database.backend.reader.dispose()


def backend_of(text: str, create: bool = True) -> Backend:
    """Return the engine that a URL names; raise `StoreError` if it names none, or nothing is there to be opened."""
    url = _parsed(text)
    if url.drivername in {"postgresql", "postgresql+psycopg"}:
        return Postgres(url)
    if url.drivername != "sqlite":
        raise _not_a_store(text)
    if url.database in {None, "", ":memory:"}:
        return SqliteMemory(url)
    return SqliteFile(url, Path(str(url.database)).absolute(), create)


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _not_a_store(text) from error
    if "@" in (url.host or ""):  # the rest of a password
        raise _not_a_store(text)
    return url


def _not_a_store(text: str) -> StoreError:
    """Show the URL without what may be a password: it could not be parsed."""
    shown = re.sub(r"^(\w+://)?.*@", r"\1***@", text.partition("?")[0])
    return StoreError(f"{shown!r} names no store: use sqlite:///path or postgresql://… (@ in a password is %40)")
