"""PostgreSQL, through psycopg 3 (the `postgres` extra)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DatabaseError, OperationalError

from aggregator.errors import AlreadyRunning, StoreError, in_a_line
from aggregator.store.database import HELD, Insert, store_errors
from aggregator.store.ports import Lock
from aggregator.store.schema import metadata
from aggregator.store.types import to_json

_log = logging.getLogger(__name__)

CONNECTIONS = 4
"""Kept by a process, and as many more at a time; a worker needs seven: for its lock, and for nested transactions of its
loop and of an edition."""
PATIENCE: Mapping[str, str] = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""Seconds that a server has to answer, and after which a connection without a sign of life is given up (libpq's names);
the URL may set others: `?connect_timeout=`."""

# An advisory lock belongs to the database; the second number tells stores in different schemas apart.
_TRY_LOCK = text("SELECT pg_try_advisory_lock(:number, hashtext(current_schema()))")
_TRY_SHARED = text("SELECT pg_try_advisory_lock_shared(:number, hashtext(current_schema()))")
_FREE_SHARED = text("SELECT pg_advisory_unlock_shared(:number, hashtext(current_schema()))")
_FREE_LOCK = text("SELECT pg_advisory_unlock(:number, hashtext(current_schema()))")
_NUMBERS: Mapping[Lock, int] = {"run": 1315268467, "publish": 1315268469}
_TURNS = 1315268470
_TURN = text("SELECT pg_advisory_xact_lock(:number, hashtext(current_schema() || '.' || :work))")
_LIMIT_WAIT = text("SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '30s'")
_LOCK_NOT_AVAILABLE = "55P03"
"""SQLSTATE of a wait that took too long."""
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(1315268468, hashtext(current_schema()))")


class Postgres:
    """A store in one schema of a PostgreSQL database: the first in the search path."""

    def __init__(self, url: URL) -> None:
        self.name = url.set(query={}).render_as_string()
        query = {**PATIENCE, **url.query}
        try:
            # The pool tests a connection before use, so a server restart is not an error.
            self.reader = create_engine(
                url.set(drivername="postgresql+psycopg", query=query),
                json_serializer=to_json,
                pool_pre_ping=True,
                pool_size=CONNECTIONS,
                max_overflow=CONNECTIONS,
            )
        except ImportError as error:
            raise StoreError(f"{self.name}: PostgreSQL needs psycopg; pip install 'psycopg[binary]'") from error
        self.writer = self.reader
        self.snapshots: Engine = self.reader.execution_options(isolation_level="REPEATABLE READ")

    def insert(self, table: Table) -> Insert:
        """Return PostgreSQL's INSERT."""
        return postgresql.insert(table)

    def claim(self, connection: Connection) -> None:
        """Wait for a process that is migrating, and keep others waiting."""
        connection.execute(_MIGRATION_LOCK)

    def prepare(self) -> None:
        """Do nothing: the server has its own settings."""

    def ended_badly(self) -> bool:
        """Return False: the server recovers by itself."""
        return False

    def faults(self, thorough: bool) -> list[str]:
        """Return what the server says while all tables are read; it checks pages if it was set up with checksums."""
        if not thorough:
            return []
        try:
            with self.reader.connect() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(text(f"SELECT sum(length(t::text)) FROM {table.name} t"))  # noqa: S608 - ours
        except DatabaseError as error:
            if isinstance(error, OperationalError):
                raise
            return [in_a_line(error.orig)]
        return []

    @contextmanager
    def lock(self, lock: Lock, shared: bool = False) -> Iterator[None]:
        """Hold an advisory lock on a separate connection; the server releases it when the process dies."""
        take, free = (_TRY_SHARED, _FREE_SHARED) if shared else (_TRY_LOCK, _FREE_LOCK)
        with store_errors(self.name), self.reader.connect() as waiting:
            connection = waiting.execution_options(isolation_level="AUTOCOMMIT")
            number = {"number": _NUMBERS[lock]}
            if not connection.scalar(take, number):
                raise AlreadyRunning(f"{self.name}: {HELD[lock]}")
            try:
                yield
            finally:
                connection.execute(free, number)

    @contextmanager
    def alone(self, work: str) -> Iterator[None]:
        """Hold an advisory lock, with the wait for it limited: a worker that is stopped must not stop the others."""
        with store_errors(self.name), self.reader.begin() as connection:
            connection.execute(_LIMIT_WAIT)
            try:
                with connection.begin_nested():
                    connection.execute(_TURN, {"number": _TURNS, "work": work})
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                    raise
                _log.warning("%s: another worker takes too long: %s goes on beside it", self.name, work)
            yield
