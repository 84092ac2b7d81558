"""The data dictionary, made of the tables: for readers as Markdown, for programs as JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aggregator.exports.columns import Column
from aggregator.exports.table import Table
from aggregator.exports.tables import SCHEMA_VERSION, TABLES
from aggregator.exports.views import VIEWS

_JSON = {"text": "string", "integer": "integer", "number": "number", "flag": "boolean", "time": "string"}


def as_markdown() -> str:
    """Return every table with its columns, then the views."""
    return "\n".join(
        ["# Columns", "", *_opening(), *(line for each in TABLES.values() for line in _table(each)), *_views()]
    )


def _opening() -> Iterator[str]:
    yield "The tables of `aggregator export`, made by `make dictionary` from the program's own list;"
    yield "[columns.schema.json](columns.schema.json) says the same as a JSON Schema. Schema"
    yield f"version {SCHEMA_VERSION}: it goes up when a column is renamed, removed, or means something else."
    yield ""
    yield "| type | JSON Lines | Parquet, DuckDB | CSV | SQLite |"
    yield "|---|---|---|---|---|"
    yield "| text | string | string | text | TEXT |"
    yield "| integer, number | number | int64, double | number | INTEGER, REAL |"
    yield "| flag | true, false | boolean | 1, 0 | 1, 0 |"
    yield "| time | ISO 8601 in UTC | timestamp with zone UTC | ISO 8601 in UTC | ISO 8601 in UTC |"
    yield "| texts | array | list | joined by `; ` | JSON |"
    yield "| records | array of objects | list of structs | joined by `; `, or JSON | JSON |"
    yield "| map | object | map | JSON | JSON |"


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## {table.name}", "", table.doc)
    yield from (f"Key: {', '.join(f'`{name}`' for name in table.key)}.", "")
    if table.filters:
        narrowed = ", ".join(f"`--{name}`" for name in sorted(table.filters))
        yield f"Narrowed by {narrowed}."
    whose = "" if any(column.name == table.time for column in table.columns) else " of its stories"
    yield from (f"`--since` and `--until` compare `{table.time}`{whose}.", "")
    yield from ("| column | type | what |", "|---|---|---|")
    yield from (f"| `{column.name}` | {column.type} | {_meaning(column)} |" for column in table.columns)


def _meaning(column: Column) -> str:
    if column.type != "records":
        return column.doc
    return f"{column.doc}: {', '.join(f'`{name}`' for name in column.fields)}"


def _views() -> Iterator[str]:
    yield from ("", "## Views", "", "An exported database, DuckDB or SQLite, also has these views.", "")
    yield from ("| view | what |", "|---|---|")
    yield from (f"| `{view.name}` | {view.doc} |" for view in VIEWS)
    yield ""


def as_json_schema() -> str:
    """Return a schema of a line of JSON Lines for each table, under `$defs` by its name."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rows of aggregator export",
        "version": SCHEMA_VERSION,
        "$defs": {table.name: _row(table) for table in TABLES.values()},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _row(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "description": table.doc,
        "properties": {column.name: {"description": column.doc, **_shape(column)} for column in table.columns},
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }


def _shape(column: Column) -> Mapping[str, Any]:
    if column.type == "texts":
        return {"type": ["array", "null"], "items": {"type": "string"}}
    if column.type == "map":
        return {"type": ["object", "null"], "additionalProperties": _scalar(column.fields["value"])}
    if column.type == "records":
        fields = {name: _scalar(kind) for name, kind in column.fields.items()}
        return {"type": ["array", "null"], "items": {"type": "object", "properties": fields}}
    return _scalar(column.type)


def _scalar(kind: str) -> dict[str, Any]:
    return {"type": [_JSON[kind], "null"], **({"format": "date-time"} if kind == "time" else {})}
