"""One SQLite file with the tables and views: times as ISO 8601, what is nested as JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from aggregator.exports.read import Page
from aggregator.exports.table import Table
from aggregator.exports.views import SQLITE, statements

_TYPES = {"integer": "INTEGER", "number": "REAL", "flag": "INTEGER"}
Filled = Mapping[Table, Iterable[Page]]
"""Tables with their rows."""


def write_sqlite(filled: Filled, path: Path) -> dict[str, int]:
    """Write the tables into a new file; return the number of rows by table. Raises `OSError`."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as target:
            target.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
            counts = {table.name: _write(target, table, pages) for table, pages in filled.items()}
            for statement in statements(counts, SQLITE):
                target.execute(statement)
            target.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    return counts


def _write(target: sqlite3.Connection, table: Table, pages: Iterable[Page]) -> int:
    columns = ", ".join(f"{column.name} {_TYPES.get(column.type, 'TEXT')}" for column in table.columns)
    target.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)}))")
    insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 - names of ours
    count = 0
    for page in pages:
        target.executemany(insert, ([_stored(value) for value in row] for row in page))
        count += len(page)
    return count


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
