"""Transactions on an engine: each commits or rolls back whole, and each error is a `StoreError`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import ClauseElement, Column, Connection, Engine, Row, Select, Table, literal, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from aggregator.errors import StoreError, in_a_line
from aggregator.store.ports import Lock
from aggregator.store.prepared import Prepared

Insert = postgresql.Insert | sqlite.Insert

HELD: Mapping[Lock, str] = {
    "run": "another run holds the lock",
    "publish": "another process is publishing",
}
"""Message of `AlreadyRunning` for each lock."""

MAX_PARAMETERS = 500
"""Values in one statement: engines limit them, SQLite to 999 or more depending on its build."""

MAX_REASON_LENGTH = 300
"""PostgreSQL's errors quote the row that failed, which may be a whole story."""


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Turn errors of SQLAlchemy and its drivers into a one-line `StoreError` that begins with `name`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"{name}: {_reason(error)}") from error


def _reason(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return in_a_line(cause, MAX_REASON_LENGTH)


class Backend(Protocol):
    """The parts that differ between SQLite and PostgreSQL."""

    name: str
    """URL of the store without password and options."""
    reader: Engine
    writer: Engine
    """Shares the reader's connections; its transactions take the write lock when they begin."""
    snapshots: Engine
    """Shares them as well; its transactions see the store as it was when they began."""

    def insert(self, table: Table) -> Insert:
        """Return the engine's INSERT with ON CONFLICT."""
        ...

    def claim(self, connection: Connection) -> None:
        """Keep other processes from migrating until this transaction ends, and mark the database as ours."""
        ...

    def prepare(self) -> None:
        """Apply the settings that need the schema."""
        ...

    def lock(self, lock: Lock, shared: bool = False) -> AbstractContextManager[None]:
        """Hold a lock; raise `AlreadyRunning` at once if it is taken, by any or by an unshared holder."""
        ...

    def alone(self, work: str) -> AbstractContextManager[None]:
        """Wait some seconds for others that do the same work."""
        ...

    def ended_badly(self) -> bool:
        """Return whether a process that wrote to it did not end by itself, as far as the files tell."""
        ...

    def faults(self, thorough: bool) -> list[str]:
        """Return what is damaged, a line each; `thorough` compares indexes and references as well."""
        ...


class Database:
    """The transactions of a store."""

    def __init__(self, backend: Backend, fence: Callable[[Connection], None] | None = None) -> None:
        self.backend = backend
        self.fence = fence
        """Called in each transaction that writes, before it does; raises if it may not."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read-only transaction."""
        with store_errors(self.backend.name), self.backend.reader.connect() as connection:
            yield connection

    @contextmanager
    def scanning(self) -> Iterator[Connection]:
        """Open a read-only transaction for many rows: the memory in which their pages are read is freed at its end."""
        with store_errors(self.backend.name), self.backend.snapshots.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block and rolls back on an error."""
        with store_errors(self.backend.name), self.backend.writer.begin() as connection:
            if self.fence:
                self.fence(connection)
            yield connection

    def require_sound(self) -> None:
        """Raise `StoreError` if the store is damaged; nothing is written."""
        if faults := self.backend.faults(thorough=False):
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise StoreError(f"{self.backend.name}: damaged, nothing was written to it: {faults[0]}{more}")

    def insert(self, table: Table) -> Insert:
        """Return an INSERT with ON CONFLICT."""
        return self.backend.insert(table)

    def prepared(self, statement: ClauseElement, columns: Collection[str] | None = None) -> Prepared:
        """Make a statement ready that runs often; `columns`: those that an INSERT or UPDATE sets, all by default."""
        return Prepared(statement, self.backend.reader.dialect, columns)

    def stream(self, rows: Select[Any], order: tuple[Column[Any], ...], page: int = 200) -> Iterator[Row[Any]]:
        """Yield the rows in a unique order, reading each page of them in its own transaction.

        Nothing is held open between pages, so the caller may take hours and write meanwhile.
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
    """Let an INSERT replace the row with its primary key."""
    table = insert.table
    others = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
