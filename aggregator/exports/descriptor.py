"""The description of an exported file, beside it: a data package with its rows, hash, columns, window and program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from aggregator import NAME
from aggregator.exports.columns import NESTED, Column
from aggregator.exports.read import Asked
from aggregator.exports.table import Table
from aggregator.exports.tables import SCHEMA_VERSION
from aggregator.files import write_file

SUFFIX = ".datapackage.json"
MEDIA_TYPES = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "duckdb": "application/vnd.duckdb",
    "sqlite": "application/vnd.sqlite3",
}
_TYPES = {
    "text": "string",
    "flag": "boolean",
    "time": "datetime",
    "texts": "array",
    "records": "array",
    "map": "object",
}


def describe(
    path: Path, form: str, tables: Mapping[Table, Sequence[Column]], counts: Mapping[str, int], asked: Asked
) -> Path:
    """Write the description of a file (Data Package 2.0); return its path. Raises `OSError`."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": path.name.lower(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": _program(),
        "schema_version": SCHEMA_VERSION,
        "window": {"since": _day(asked.since), "until": _day(asked.until)},
        "filters": {name: [*values] for name, values in asked.only.items()},
        "resources": [
            _resource(path, form, table, columns, counts[table.name]) | _content(path)
            for table, columns in tables.items()
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    return write_file(path.with_name(path.name + SUFFIX), text.encode())


def _resource(path: Path, form: str, table: Table, columns: Sequence[Column], rows: int) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": path.name,
        **({"type": "table"} if form == "csv" else {}),
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        **({"encoding": "utf-8"} if form in {"csv", "jsonl"} else {}),
        "description": table.doc,
        "rows": rows,
        "schema": {
            "fields": [field(column, as_text=form == "csv") for column in columns],
            **({"primaryKey": [*table.key]}),
        },
    }


def field(column: Column, *, as_text: bool) -> dict[str, Any]:
    """Return a column as a field of a table schema; `as_text`: lists are text."""
    kind = "string" if as_text and column.type in NESTED else _TYPES.get(column.type, column.type)
    return {"name": column.name, "type": kind, "description": column.doc}


def _content(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return {"bytes": path.stat().st_size, "hash": f"sha256:{file_digest(stream, 'sha256').hexdigest()}"}


def _day(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _program() -> str:
    try:
        return f"{NAME} {version(NAME)}"
    except PackageNotFoundError:
        return f"{NAME} (from a checkout)"
