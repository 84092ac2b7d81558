"""PostgreSQL, through psycopg 3 (the `postgres` extra)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Table, create_engine, text
from sqlalchemy.dialects import postgresql

from aggregator.errors import AlreadyRunning, StoreError
from aggregator.store import Lock
from aggregator.store.database import HELD, Insert, store_errors, to_json

CONNECT_SECONDS = 10
"""How long a server may take to answer, where the URL does not say (`?connect_timeout=`)."""

# Advisory locks are the database's; the second number tells the stores in its schemas apart.
_TRY_LOCK = text("SELECT pg_try_advisory_lock(:number, hashtext(current_schema()))")
_FREE_LOCK = text("SELECT pg_advisory_unlock(:number, hashtext(current_schema()))")
_NUMBERS: Mapping[Lock, int] = {"run": 1315268467, "publish": 1315268469}
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(1315268468, hashtext(current_schema()))")


class Postgres:
    """A store in one schema of a PostgreSQL database: the first of the search path."""

    def __init__(self, url: URL) -> None:
        self.name = url.set(query={}).render_as_string()
        query = {"connect_timeout": str(CONNECT_SECONDS), **url.query}
        try:
            # The pool asks before it hands out a connection: a server restarted since is no error.
            self.reader = create_engine(
                url.set(drivername="postgresql+psycopg", query=query), json_serializer=to_json, pool_pre_ping=True
            )
        except ImportError as error:
            raise StoreError(f"{self.name}: PostgreSQL needs psycopg; install the extra `postgres`") from error
        self.writer = self.reader

    def insert(self, table: Table) -> Insert:
        """Return PostgreSQL's INSERT."""
        return postgresql.insert(table)

    def claim(self, connection: Connection) -> None:
        """Wait for the process that migrates now, and keep others waiting."""
        connection.execute(_MIGRATION_LOCK)

    def prepared(self) -> None:
        """Do nothing: the server has its own settings."""

    @contextmanager
    def lock(self, lock: Lock) -> Iterator[None]:
        """Hold an advisory lock on a connection of its own; the server lets go of it when the process dies."""
        with store_errors(self.name), self.reader.connect() as waiting:
            connection = waiting.execution_options(isolation_level="AUTOCOMMIT")
            number = {"number": _NUMBERS[lock]}
            if not connection.scalar(_TRY_LOCK, number):
                raise AlreadyRunning(f"{self.name}: {HELD[lock]}")
            try:
                yield
            finally:
                connection.execute(_FREE_LOCK, number)
