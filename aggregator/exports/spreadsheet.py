"""CSV for spreadsheets and programs (RFC 4180): a header, one row a line, lists as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from aggregator.exports.columns import Column, flattened
from aggregator.exports.read import Page, values

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Excel reads a file without it in the system's old encoding."""
_FORMULA = re.compile(r"^'*[=+\-@\t\r＝＋－＠]")
"""Beginnings that a spreadsheet computes (OWASP: CSV injection), and those that a guarded one has."""


def write_csv(
    pages: Iterable[Page], columns: Sequence[Column], stream: BinaryIO, *, plain: bool = False, header: bool = True
) -> int:
    """Write rows; return their number.

    Unless `plain`, the file begins with a byte-order mark, and a text that a spreadsheet would compute gets a `'`
    before it: to have the text back, take one `'` away where `'` comes before one of `= + - @`, tab or return.
    """
    count = 0
    if header:
        stream.write(_encoded([[column.name for column in columns]], BOM if not plain else ""))
    for page in pages:
        stream.write(_encoded(_cells(page, columns, plain)))
        count += len(page)
    return count


def _encoded(rows: Iterable[Sequence[Any]], before: str = "") -> bytes:
    lines = io.StringIO(newline="")
    lines.write(before)
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode()


def _cells(page: Page, columns: Sequence[Column], plain: bool) -> Iterator[list[Any]]:
    for row in values(page, columns):
        cells = (_cell(column, value) for column, value in zip(columns, row, strict=True))
        yield list(cells) if plain else list(map(_guarded, cells))


def _cell(column: Column, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else flattened(column, value)


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
