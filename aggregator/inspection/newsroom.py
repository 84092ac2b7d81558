"""The newsroom: the store at one moment as a SQLite file with tables, views and indexes, to look at and to ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from aggregator.errors import StoreError, UsageError, in_a_line
from aggregator.exports.read import Asked, Reader
from aggregator.exports.sqlite import write_sqlite
from aggregator.exports.table import Table
from aggregator.exports.tables import TABLES
from aggregator.files import cannot_write

FACETS: Mapping[str, tuple[str, ...]] = {
    "stories": ("outlet", "section", "source"),
    "entries": ("edition", "section", "source_rule"),
    "events": ("section", "first_outlet"),
    "attributions": ("source_rule", "source_kind", "outlet"),
    "editions": ("name", "language"),
    "omissions": ("edition", "stage"),
    "links": ("state", "outlet"),
    "runs": ("verdict",),
    "drops": ("outlet", "stage"),
}
"""Columns by whose values the rows of a table are counted."""
MAX_VALUE = 2_000_000
"""Bytes of a value that a query may make."""
_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A file and the moment whose store it holds."""

    path: Path
    at: datetime

    def ask(self, sql: str, seconds: float) -> Iterator[Sequence[Any]]:
        """Run one query; yield the names of its columns, then its rows.

        Raises `UsageError` for a statement that does more than read, is wrong, or takes longer than `seconds`.
        """
        end = monotonic() + seconds
        with closing(sqlite3.connect(f"file:{self.path}?immutable=1", uri=True)) as database:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
            database.set_authorizer(_only_reads)
            database.set_progress_handler(lambda: monotonic() > end, _STEPS)
            try:
                rows = database.execute(sql)
                yield [name for name, *_ in rows.description or ()]
                yield from rows
            except (sqlite3.Error, sqlite3.Warning) as error:
                late = f"took longer than {seconds:g} s" if "interrupted" in str(error) else in_a_line(error)
                raise UsageError(f"query: {late}") from error


def _only_reads(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def write_newsroom(reader: Reader, asked: Asked, folder: Path) -> Newsroom:
    """Write the newsroom into a folder, instead of the one that is there; raise `AggregatorError`."""
    found = Newsroom(folder / "newsroom.sqlite", datetime.now(UTC))
    try:
        found.path.unlink(missing_ok=True)
        write_sqlite({table: reader.pages(table, asked) for table in TABLES.values()}, found.path)
        _index(found.path)
    except sqlite3.Error as error:
        raise StoreError(f"{found.path}: {in_a_line(error)}") from error
    except OSError as error:
        raise cannot_write(found.path, error) from error
    return found


def _index(path: Path) -> None:
    """Facets and sorting are slow on a large file without."""
    with closing(sqlite3.connect(path)) as database, database:
        for table in TABLES.values():
            for column in filter(None, (*FACETS[table.name], time_of(table))):
                database.execute(f"CREATE INDEX {table.name}_by_{column} ON {table.name} ({column})")


def time_of(table: Table) -> str | None:
    """Return the column by which the newest rows come first, if there is one."""
    return next((column.name for column in table.columns if column.name == table.time), None)
