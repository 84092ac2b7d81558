"""An engine with its transactions: each commits or rolls back whole, and each fault of it is a `StoreError`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Column, Connection, Engine, Row, Select, Table, literal, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from aggregator.errors import StoreError, in_a_line
from aggregator.store import Lock

Insert = postgresql.Insert | sqlite.Insert

HELD: Mapping[Lock, str] = {
    "run": "another run holds the lock",
    "publish": "another process is publishing",
}
"""What `AlreadyRunning` says of a lock."""

ASKED_AT_ONCE = 500
"""Values in one statement: engines limit its parameters, SQLite to 999 or more, depending on how it was built."""

MAX_REASON_LENGTH = 300
"""PostgreSQL's errors quote the row that failed, a whole story perhaps."""

to_json = partial(json.dumps, ensure_ascii=False, allow_nan=False)
"""How JSON columns are written: Chinese legible to whoever opens the file with another tool."""


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Raise every error of SQLAlchemy and of its drivers as a `StoreError` of one line that begins with `name`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"{name}: {_reason(error)}") from error


def _reason(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return in_a_line(cause, MAX_REASON_LENGTH)


class Backend(Protocol):
    """What differs between SQLite and PostgreSQL."""

    name: str
    """The store's URL as it may be shown: without password and options."""
    reader: Engine
    writer: Engine
    """The same connections as the reader's; its transactions take the write lock when they begin."""

    def insert(self, table: Table) -> Insert:
        """Return the engine's own INSERT, which knows ON CONFLICT."""
        ...

    def claim(self, connection: Connection) -> None:
        """Keep other processes from migrating until this transaction ends, and sign the database as ours."""
        ...

    def prepared(self) -> None:
        """Set what can be set only once the schema is there."""
        ...

    def lock(self, lock: Lock) -> AbstractContextManager[None]:
        """Hold a lock, or raise `AlreadyRunning` at once."""
        ...


class Database:
    """The transactions of a store."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with store_errors(self.backend.name), self.backend.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end of the block, or not at all."""
        with store_errors(self.backend.name), self.backend.writer.begin() as connection:
            yield connection

    def insert(self, table: Table) -> Insert:
        """Return an INSERT that knows ON CONFLICT."""
        return self.backend.insert(table)

    def stream(self, rows: Select[Any], order: tuple[Column[Any], ...], page: int = 200) -> Iterator[Row[Any]]:
        """Yield the rows in a unique order, a page at a time, each page a transaction of its own.

        Between pages nothing is held open, so the caller may take hours and may write meanwhile.
        """
        paged = rows.order_by(*order).limit(page)
        found = self._page(paged)
        while found:
            yield from found
            last = tuple_(*(literal(found[-1]._mapping[column], column.type) for column in order))
            found = self._page(paged.where(tuple_(*order) > last)) if len(found) == page else []

    def _page(self, rows: Select[Any]) -> list[Row[Any]]:
        with self.reading() as connection:
            return list(connection.execute(rows))


def replacing(insert: Insert) -> Insert:
    """Let an INSERT replace the row that has its primary key."""
    table = insert.table
    others = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
