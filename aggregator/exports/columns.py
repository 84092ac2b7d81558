"""Columns of the exported tables: name, type, meaning, and where the store has the value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import datetime
from typing import Any, Literal

Scalar = Literal["text", "integer", "number", "flag", "time"]
Type = Scalar | Literal["texts", "records", "map"]
"""`texts`: a list of text; `records`: a list of records; `map`: names with their values."""
Fields = Mapping[str, Scalar]
NESTED = frozenset({"texts", "records", "map"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Times are in UTC; a row without a value has None."""

    name: str
    type: Type
    doc: str
    path: str = ""
    """Column of the store and, in a JSON column, the keys to the value: `attribution.name.zh`. Empty: the name."""
    fields: Fields = field(default_factory=dict)
    """Of records: each field with its type. Of a map: `value` with the type of its values."""
    flat: str = ""
    """A record in a format without lists: `{stage}: {reason}`. Empty: JSON."""

    @property
    def steps(self) -> list[str]:
        """The path in its steps."""
        return (self.path or self.name).split(".")

    @property
    def is_inside(self) -> bool:
        """Whether it is read from JSON whose types are known: not a map, whose keys are not."""
        return self.type != "map" and (self.type in NESTED or len(self.steps) > 1)


def flattened(column: Column, value: Any) -> Any:
    """Return a value for a format without lists: what is nested becomes text, joined by `; ` or as JSON."""
    if value is None or column.type not in NESTED:
        return value
    if column.type == "texts":
        return "; ".join(value)
    if column.flat:
        return "; ".join(map(column.flat.format_map, value))
    return json.dumps(value, ensure_ascii=False) if value else ""


def row(columns: Iterable[Column], values: Mapping[str, object]) -> dict[str, Any]:
    """Return the row of values that are not in the store; the first step of a path is a key of `values`."""
    return {column.name: _plain(_along(values, column.steps)) for column in columns}


def _along(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if value is None:
            return None
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return dict(value) if isinstance(value, Mapping) else value


def iso(value: Any) -> str:
    """Write a time as JSON has it; raise `TypeError` for what is none."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
