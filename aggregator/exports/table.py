"""A table of the export: its columns, and the rows of the store that they are read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, Row, Text, cast, type_coerce
from sqlalchemy import Table as Stored
from sqlalchemy.sql.visitors import iterate

from aggregator.exports.columns import NESTED, Column
from aggregator.store.snapshot import SCRATCH, as_it_is, as_utf8

FILTERS = frozenset({"outlet", "section", "language", "edition"})
Values = Mapping[str, ColumnElement[Any]]
"""Columns of the store by name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row as it comes from the store, and the columns that are read from it."""

    name: str
    columns: tuple[Column, ...]

    @property
    def is_document(self) -> bool:
        """Whether it is JSON with the columns inside; a map is JSON that is a column."""
        return self.columns[0].is_inside


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table that is exported."""

    name: str
    row: str
    """The word for one row."""
    doc: str
    key: tuple[str, ...]
    """Columns that identify a row."""
    columns: tuple[Column, ...]
    rows: FromClause
    order: tuple[ColumnElement[Any], ...]
    time: str
    """The value that `--since` and `--until` compare: a column, or one of the rows that are folded."""
    others: Values = field(default_factory=dict)
    """Values that are not columns of the store's tables, or of another name; if rows are folded, all."""
    number: ColumnElement[int] | None = None
    """Grows with every row that is added, and no row changes places: `--follow` goes on after the last one."""
    where: ColumnElement[bool] | None = None
    """Rows of the store that count; None: all."""
    group: ColumnElement[Any] | None = None
    """Rows of the store with the same value are read together, if one of them is asked for."""
    fold: Callable[[Iterator[Row[Any]]], Iterator[Mapping[str, Any]]] | None = None
    """Makes the rows from those of the store, where one is not made of one."""

    @property
    def values(self) -> Values:
        """Values of the rows by name; where two tables have a name, that of the first."""
        return self.others if self.fold else {**columns_of(*_tables_in(self.rows)), **self.others}

    @property
    def moment(self) -> ColumnElement[Any]:
        """The time that `--since` and `--until` compare."""
        named = next((column.steps[0] for column in self.columns if column.name == self.time), self.time)
        return self.values[named]

    @property
    def needs(self) -> frozenset[Stored]:
        """Scratch tables that are joined."""
        return frozenset(each for each in _tables_in(self.rows) if each.metadata is SCRATCH)

    @property
    def filters(self) -> Values:
        """Values by which the rows can be narrowed, by the option's name."""
        if self.fold is not None:
            return {name: value for name, value in self.values.items() if name in FILTERS}
        return {each.name: self.expression(each).element for each in self.columns if each.name in FILTERS}

    def expression(self, column: Column) -> ColumnElement[Any]:
        """Return a column's value in SQL; what is nested is JSON, as text."""
        first, *path = column.steps
        value = self.values[first]
        if path:
            inner = type_coerce(value, JSON)[tuple(path) if len(path) > 1 else path[0]]
            return _TYPES[column.type](inner).label(column.name)
        return (cast(value, Text) if column.type in NESTED else value).label(column.name)

    def cells(self, columns: Iterable[Column]) -> list[Cell]:
        """Return the cells that columns are read from; rows that are folded have one for each column."""
        found: dict[str, list[Column]] = {}
        for column in columns:
            plain = column if self.fold is None else replace(column, path="")
            found.setdefault(plain.steps[0] if plain.is_inside else plain.name, []).append(plain)
        return [Cell(name, tuple(inside)) for name, inside in found.items()]

    def cell_value(self, cell: Cell) -> ColumnElement[Any]:
        """Return a cell's value in SQL, as its driver has it."""
        first = cell.columns[0]
        value = self.expression(first) if first.type == "map" else self.values[first.steps[0]]
        return as_utf8(value) if first.type in {"text", *NESTED} or cell.is_document else as_it_is(value)


_TYPES: Mapping[str, Callable[[Any], ColumnElement[Any]]] = {
    "text": lambda value: value.as_string(),
    "integer": lambda value: value.as_integer(),
    "number": lambda value: value.as_float(),
    "flag": lambda value: value.as_boolean(),
    **dict.fromkeys(NESTED, lambda value: value.as_string()),
}


def _tables_in(rows: FromClause) -> list[Stored]:
    """Return the tables that are joined, in their order."""
    return [each for each in iterate(rows) if isinstance(each, Stored)]


def columns_of(*tables: Stored) -> dict[str, ColumnElement[Any]]:
    """Return the columns of tables by name; the first table that has a name counts."""
    found: dict[str, ColumnElement[Any]] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.name, column)
    return found


def by_name(tables: Iterable[Table]) -> dict[str, Table]:
    """Return tables by their names."""
    return {table.name: table for table in tables}
