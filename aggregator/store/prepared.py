"""Statements made ready once: for those that run for every story, SQLAlchemy takes longer than the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect
from sqlalchemy.exc import StatementError
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement as the driver's own text; its values are converted as the types of its columns ask.

    Results are not: a statement that returns more than numbers and strings cannot be prepared.
    """

    def __init__(self, statement: ClauseElement, dialect: Dialect, columns: Collection[str] | None = None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)
        self._text = compiled.string
        self._fixed = compiled.params
        self._order = compiled.positiontup
        """Names of the values in the order of their marks; None if the driver takes them by name."""
        types = {name: bound.type.dialect_impl(dialect) for bound, name in compiled.bind_names.items()}
        self._convert = {name: convert for name, kind in types.items() if (convert := kind.bind_processor(dialect))}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it with values by name; those that the statement fixes itself are left out."""
        return connection.exec_driver_sql(self._text, self._bound(values))

    def run_each(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it with each of several rows of values; there is at least one."""
        connection.exec_driver_sql(self._text, [self._bound(row) for row in rows])

    def _bound(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        bound = {**self._fixed, **values}
        try:
            for name, convert in self._convert.items():
                bound[name] = convert(bound[name])
        except Exception as error:  # as SQLAlchemy does with any error of a type
            raise StatementError(str(error), self._text, None, error) from error
        return bound if self._order is None else tuple(bound[name] for name in self._order)
