"""JSON Lines: one row per line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from aggregator.exports.columns import NESTED, Column, flattened, iso
from aggregator.exports.read import Page, values

_write = json.JSONEncoder(ensure_ascii=False, default=iso).encode


def write_jsonl(pages: Iterable[Page], columns: Sequence[Column], stream: BinaryIO, *, flat: bool = False) -> int:
    """Write rows; return their number. `flat`: lists as text, as the format without lists has them."""
    count = 0
    for page in pages:
        stream.write("".join(_flat(page, columns) if flat else _lines(page, columns)).encode())
        count += len(page)
    return count


def _lines(page: Page, columns: Sequence[Column]) -> Iterator[str]:
    keys = [f"{json.dumps(column.name)}: " for column in columns]
    nested = [column.type in NESTED for column in columns]
    for row in page:
        yield f"{{{', '.join(map(_pair, keys, nested, row))}}}\n"


def _pair(key: str, nested: bool, value: Any) -> str:
    return f"{key}{value or 'null'}" if nested else f"{key}{_write(value)}"


def _flat(page: Page, columns: Sequence[Column]) -> Iterator[str]:
    for row in values(page, columns):
        named = {column.name: flattened(column, value) for column, value in zip(columns, row, strict=True)}
        yield f"{_write(named)}\n"
