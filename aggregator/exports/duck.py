"""One DuckDB file with the tables and views, and the meaning of each column as its comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from aggregator.errors import UsageError, in_a_line
from aggregator.exports.table import Table
from aggregator.exports.views import DUCKDB, statements, views_on

try:
    import duckdb
except ImportError as error:
    raise UsageError("this format needs duckdb; pip install duckdb pyarrow") from error

_GROUP = 16_384
"""Rows that DuckDB holds before it writes them."""


def write_duckdb(filled: Mapping[Table, Any], path: Path) -> dict[str, int]:
    """Write tables, each an Arrow stream, into a new file; return the number of rows by table. Raises `OSError`."""
    try:
        with closing(duckdb.connect(config={"memory_limit": "128MB", "threads": "1"})) as target:
            target.execute(f"ATTACH {_quoted(str(path))} AS export (ROW_GROUP_SIZE {_GROUP})")
            target.execute("USE export")
            counts = {table.name: _write(target, table, rows) for table, rows in filled.items()}
            for statement in (*statements(counts, DUCKDB), *_comments(filled)):
                target.execute(statement)
    except duckdb.Error as error:
        raise OSError(in_a_line(error)) from error
    return counts


def _write(target: duckdb.DuckDBPyConnection, table: Table, rows: Any) -> int:
    target.register("arriving", rows)
    target.execute(f"CREATE TABLE {table.name} AS FROM arriving")
    target.unregister("arriving")
    return int(target.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0])  # noqa: S608 - a name of ours


def _comments(tables: Iterable[Table]) -> Iterator[str]:
    names = []
    for table in tables:
        names.append(table.name)
        yield f"COMMENT ON TABLE {table.name} IS {_quoted(table.doc)}"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(column.doc)}"
    for view in views_on(names):
        yield f"COMMENT ON VIEW {view.name} IS {_quoted(view.doc)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
