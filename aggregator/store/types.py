"""Column types: times are aware and in UTC, strings and JSON are storable on any engine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

# PostgreSQL refuses NUL, UTF-8 has no lone surrogates; crawled pages hold both.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace the characters that some engine does not store by U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def to_json(value: Any) -> str:
    """Write a value of a JSON column, all its strings storable; Chinese stays legible in other tools.

    A data class is written as an object of its fields.
    """
    written = _dumps(value)
    is_storable = r"\u0000" not in written and not _UNSTORABLE.search(written)
    return written if is_storable else _dumps(_storable(json.loads(written)))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not for JSON: {type(value).__name__}")


_dumps = partial(json.dumps, ensure_ascii=False, allow_nan=False, default=_plain)


def _storable(value: Any) -> Any:
    """Return what was read from JSON with all its strings storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value


class Words(TypeDecorator[str]):
    """A string of any length, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean the string."""
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """A JSON value that keeps the order of its keys, as `to_json` writes it; None is SQL NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class Time(TypeDecorator[datetime]):
    """A moment: stored in UTC, returned aware. SQLite stores text of fixed width, which sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a time without a zone is an error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
