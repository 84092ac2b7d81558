"""A view of the store at one moment: every table is read as it was then, and scratch tables can be joined."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    cast,
    type_coerce,
)
from sqlalchemy import Column as Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType

from aggregator.store.batches import batched
from aggregator.store.database import Database
from aggregator.store.types import Json, Time, Words

PAGE = 1000
"""Rows that are read, or written to a scratch table, together."""
SCRATCH = MetaData()
"""Tables that are made for a snapshot and vanish with it."""
_TEMPORARY = ["TEMPORARY"]

recredited = Table(
    "recredited", SCRATCH, Field("story", Words, primary_key=True), Field("attribution", Json), prefixes=_TEMPORARY
)
"""Stories with the credit that an operator set."""

headings = Table(
    "headings",
    SCRATCH,
    Field("edition", Words, primary_key=True),
    Field("language", Words, primary_key=True),
    Field("at", Time),
    Field("heading", Json),
    Field("highlights", Words),
    Field("notes", Words),
    Field("entries", Integer),
    Field("omissions", Integer),
    prefixes=_TEMPORARY,
)
"""The editions without their entries."""

printed = Table(
    "printed",
    SCRATCH,
    Field("edition", Words, primary_key=True),
    Field("language", Words, primary_key=True),
    Field("number", Integer, primary_key=True, autoincrement=False),
    Field("at", Time),
    Field("section", Words),
    Field("section_name", Words),
    Field("story", Words),
    Field("entry", Json),
    prefixes=_TEMPORARY,
)
"""The entries of the editions."""

omitted = Table(
    "omitted",
    SCRATCH,
    Field("edition", Words, primary_key=True),
    Field("language", Words, primary_key=True),
    Field("position", Integer, primary_key=True, autoincrement=False),
    Field("at", Time),
    Field("story", Words),
    Field("stage", Words),
    Field("reason", Words),
    prefixes=_TEMPORARY,
)
"""The omissions of the editions."""

places = Table(
    "places",
    SCRATCH,
    Field("story", Words, primary_key=True),
    Field("edition", Words, primary_key=True),
    Field("number", Integer, primary_key=True, autoincrement=False),
    Field("lead", Boolean),
    prefixes=_TEMPORARY,
)
"""The entries that each story is behind, per edition."""

fates = Table(
    "fates", SCRATCH, Field("story", Words, primary_key=True), Field("editions", Words), Field("omissions", Words),
    prefixes=_TEMPORARY,
)  # fmt: skip
"""The fate of each story in the editions, as two lists in JSON."""

_UTF8 = Text().with_variant(LargeBinary(), "sqlite")


def as_utf8(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text as UTF-8, where the driver would decode it for readers that encode it again; JSON as text."""
    return as_it_is(cast(value, _UTF8))


def as_it_is(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a value as the driver has it: a time of SQLite is text, in UTC without a zone."""
    return type_coerce(value, NullType())


class Snapshot:
    """The store as it was when the snapshot was taken. Scratch tables vanish with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reading: list[Generator[Sequence[Any], None, None]] = []

    def rows(self, query: Select[Any], page: int = PAGE) -> Iterator[Sequence[Row[Any]]]:
        """Yield the rows in pages, streaming."""
        pages = self._pages(query, page)
        self._reading.append(pages)
        return pages

    def _pages(self, query: Select[Any], page: int) -> Generator[Sequence[Row[Any]], None, None]:
        streaming = {"stream_results": True, "max_row_buffer": page}
        with self._connection.execute(query, execution_options=streaming) as result:
            yield from result.partitions(page)

    def tuples(self, query: Select[Any], page: int = PAGE // 2) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield the rows in pages as the driver has them, streaming; from SQLite a third quicker than `rows`."""
        if self._connection.dialect.name != "sqlite":
            return self.rows(query, page)
        pages = self._tuples(query, page)
        self._reading.append(pages)
        return pages

    def _tuples(self, query: Select[Any], page: int) -> Generator[Sequence[Any], None, None]:
        with self._connection.execute(query) as result:  # not `stream_results`, which reads ahead of the cursor
            assert result.cursor is not None
            try:
                while rows := result.cursor.fetchmany(page):
                    yield rows
            except self._connection.dialect.loaded_dbapi.Error as error:
                raise DBAPIError(None, None, error) from error

    def fill(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Make a scratch table of rows."""
        table.create(self._connection)
        for page in batched(rows, PAGE):
            self._connection.execute(table.insert(), page)

    def close(self) -> None:
        """End what is not read to its end, and drop the scratch tables."""
        for pages in self._reading:
            pages.close()
        self._connection.rollback()


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """Hold a snapshot for a block. Nothing else of this store may be read in it if the store is in memory."""
    with database.scanning() as connection:
        held = Snapshot(connection)
        try:
            yield held
        finally:
            held.close()
