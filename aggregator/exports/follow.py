"""Append what is new since the last export, for a hand-over on a schedule.

A cursor beside the file says how far it is. It is replaced after the rows are on disk, and what lies beyond the length
that it names is cut before the next rows: a killed export is not in the file twice, or by half.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from aggregator.errors import UsageError
from aggregator.exports.descriptor import describe
from aggregator.exports.read import Reader
from aggregator.exports.write import Wanted, write_rows
from aggregator.files import cannot_write, write_file

SUFFIX = ".cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a followed file is."""

    table: str
    format: str
    number: int
    """Of the last row of the store that was looked at."""
    size: int
    """Bytes of the file."""
    rows: int
    """Rows of the file."""


_CURSOR = TypeAdapter(Cursor)


def append_export(reader: Reader, wanted: Wanted, to: Path) -> int:
    """Append the new rows; return their number. A file that was taken away begins again, with the new rows alone."""
    path = to.with_name(to.name + SUFFIX)
    try:
        with _open(to) as stream:
            cursor = _at_its_end(stream, _read(path, wanted))
            last = reader.last_number(wanted.table)
            asked = replace(wanted.asked, after=cursor.number)
            try:
                count = write_rows(reader, wanted, asked, stream, header=cursor.size == 0)
                stream.flush()
                os.fsync(stream.fileno())
            except BaseException:
                os.ftruncate(stream.fileno(), cursor.size)
                raise
            moved = replace(cursor, number=last, size=os.fstat(stream.fileno()).st_size, rows=cursor.rows + count)
            write_file(path, _CURSOR.dump_json(moved) + b"\n")
        describe(to, wanted.format, {wanted.table: wanted.columns_of(wanted.table)}, {moved.table: moved.rows}, asked)
    except OSError as error:
        raise cannot_write(to, error) from error
    return count


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """Open a file for one process at a time; others wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream


def _read(path: Path, wanted: Wanted) -> Cursor:
    begin = Cursor(wanted.table.name, wanted.format, 0, 0, 0)
    if not path.exists():
        return begin
    try:
        cursor = _CURSOR.validate_json(path.read_bytes())
    except ValidationError as error:
        raise UsageError(f"{path}: not a cursor of an export") from error
    if (cursor.table, cursor.format) != (begin.table, begin.format):
        raise UsageError(f"{path}: it follows {cursor.table} as {cursor.format}")
    return cursor


def _at_its_end(stream: BinaryIO, cursor: Cursor) -> Cursor:
    """Cut what a killed export left, and go to the end; a file that is shorter than it was is a new one."""
    if os.fstat(stream.fileno()).st_size < cursor.size:
        cursor = replace(cursor, size=0, rows=0)
    os.ftruncate(stream.fileno(), cursor.size)
    stream.seek(cursor.size)
    return cursor
