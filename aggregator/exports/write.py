"""Write an export to a file: whole or not at all, its description beside it; or go on where the last one ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from aggregator.errors import UsageError
from aggregator.exports.columns import Column
from aggregator.exports.descriptor import describe
from aggregator.exports.jsonl import write_jsonl
from aggregator.exports.read import Asked, Page, Reader
from aggregator.exports.spreadsheet import write_csv
from aggregator.exports.sqlite import write_sqlite
from aggregator.exports.table import Table
from aggregator.exports.tables import COMPACT, COMPACT_ORDER, STORIES, TABLES
from aggregator.files import cannot_write, replacing, replacing_whole

Format = Literal["jsonl", "csv", "parquet", "duckdb", "sqlite"]
FORMATS: tuple[Format, ...] = get_args(Format)
DATABASES = frozenset({"duckdb", "sqlite"})
"""Formats of which one file holds many tables."""
LINES = frozenset({"jsonl", "csv"})
"""Formats that can be appended to, and go to stdout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The tables that are exported, and how."""

    tables: tuple[Table, ...]
    format: Format
    asked: Asked
    plain: bool = False
    """CSV without byte-order mark and guard."""
    compact: bool = False
    """The plain lines of stories: lists as text, without the columns of later versions."""

    @property
    def table(self) -> Table:
        """The only table, or the first."""
        return self.tables[0]

    def columns_of(self, table: Table) -> Sequence[Column]:
        """Return the columns that are written."""
        return COMPACT if self.compact else table.columns


def wanted(
    name: str | None, form: str | None, to: Path | None, asked: Asked, *, plain: bool = False, follow: bool = False
) -> Wanted:
    """Check what a user asks for, and complete it; raise `UsageError` for what cannot be done."""
    chosen = _format(form, to)
    if name is not None and name not in TABLES:
        raise UsageError(f"export: unknown table {name!r}; known: {', '.join(TABLES)}")
    if to is None and chosen not in LINES:
        raise UsageError(f"export: {chosen} needs a file: --to")
    if plain and chosen != "csv":
        raise UsageError(f"export: --plain is for csv, not {chosen}")
    every = name is None and chosen in DATABASES
    tables = (*TABLES.values(),) if every else (TABLES[name or STORIES.name],)
    for column in asked.only:
        if not any(column in table.filters for table in tables):
            raise UsageError(f"export: {tables[0].name} cannot be narrowed by --{column}")
    if follow and (to is None or chosen not in LINES or tables[0].number is None):
        able = ", ".join(table.name for table in TABLES.values() if table.number is not None)
        raise UsageError(f"export: --follow needs a file (--to), jsonl or csv, and one of {able}")
    compact = name is None and chosen == "jsonl" and form is None
    return Wanted(tables=tables, format=chosen, asked=asked, plain=plain, compact=compact)


def _format(form: str | None, to: Path | None) -> Format:
    named = form or (to.suffix.removeprefix(".") if to else "jsonl")
    found = next((each for each in FORMATS if each == named), None)
    if found is None and form:
        raise UsageError(f"export: unknown format {form!r}; known: {', '.join(FORMATS)}")
    return found or "jsonl"


def write_export(reader: Reader, wanted: Wanted, to: Path) -> Mapping[str, int]:
    """Write a file and its description; return the number of rows by table. Raises `AggregatorError`."""
    try:
        if wanted.format in DATABASES:
            counts = _database(reader, wanted, to)
        else:
            with replacing(to) as stream:
                counts = {wanted.table.name: write_rows(reader, wanted, wanted.asked, stream)}
        describe(to, wanted.format, {table: wanted.columns_of(table) for table in wanted.tables}, counts, wanted.asked)
    except OSError as error:
        raise cannot_write(to, error) from error
    return counts


def _database(reader: Reader, wanted: Wanted, to: Path) -> Mapping[str, int]:
    tables = wanted.tables
    with replacing_whole(to) as aside:
        if wanted.format == "duckdb":
            from aggregator.exports.arrow import stream_of  # an extra
            from aggregator.exports.duck import write_duckdb

            cells = {table: reader.cells(table, wanted.asked, table.columns) for table in tables}
            streams = {table: stream_of(*found, table.columns) for table, found in cells.items()}
            return write_duckdb(streams, aside)
        return write_sqlite({table: reader.pages(table, wanted.asked) for table in tables}, aside)


def write_rows(reader: Reader, wanted: Wanted, asked: Asked, stream: BinaryIO, *, header: bool = True) -> int:
    """Write the rows of the only table; return their number."""
    columns, order = wanted.columns_of(wanted.table), COMPACT_ORDER if wanted.compact else None
    if wanted.format == "parquet":
        from aggregator.exports.arrow import batches  # an extra
        from aggregator.exports.parquet import write_parquet

        return write_parquet(batches(*reader.cells(wanted.table, asked, columns), columns), columns, stream)
    pages: Iterable[Page] = reader.pages(wanted.table, asked, columns, order)
    if wanted.format == "csv":
        return write_csv(pages, columns, stream, plain=wanted.plain, header=header)
    return write_jsonl(pages, columns, stream, flat=wanted.compact)
