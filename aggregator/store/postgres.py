"""PostgreSQL, through psycopg 3 (the `postgres` extra)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DatabaseError, OperationalError

from aggregator.errors import AlreadyRunning, StoreError, in_a_line
from aggregator.store.database import HELD, Insert, store_errors, to_json
from aggregator.store.ports import Lock
from aggregator.store.schema import metadata

CONNECT_SECONDS = 10
"""Time a server has to answer, unless the URL sets `?connect_timeout=`."""

# An advisory lock belongs to the database; the second number tells stores in different schemas apart.
_TRY_LOCK = text("SELECT pg_try_advisory_lock(:number, hashtext(current_schema()))")
_FREE_LOCK = text("SELECT pg_advisory_unlock(:number, hashtext(current_schema()))")
_NUMBERS: Mapping[Lock, int] = {"run": 1315268467, "publish": 1315268469}
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(1315268468, hashtext(current_schema()))")


class Postgres:
    """A store in one schema of a PostgreSQL database: the first in the search path."""

    def __init__(self, url: URL) -> None:
        self.name = url.set(query={}).render_as_string()
        query = {"connect_timeout": str(CONNECT_SECONDS), **url.query}
        try:
            # The pool tests a connection before use, so a server restart is not an error.
            self.reader = create_engine(
                url.set(drivername="postgresql+psycopg", query=query), json_serializer=to_json, pool_pre_ping=True
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
    def lock(self, lock: Lock) -> Iterator[None]:
        """Hold an advisory lock on a separate connection; the server releases it when the process dies."""
        with store_errors(self.name), self.reader.connect() as waiting:
            connection = waiting.execution_options(isolation_level="AUTOCOMMIT")
            number = {"number": _NUMBERS[lock]}
            if not connection.scalar(_TRY_LOCK, number):
                raise AlreadyRunning(f"{self.name}: {HELD[lock]}")
            try:
                yield
            finally:
                connection.execute(_FREE_LOCK, number)
