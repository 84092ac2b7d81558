"""Backups: a store of any kind as one SQLite file, taken while a run is on, and put back into a store of any kind.

A copy of a store goes the same way, and is compared row by row.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select, text, tuple_

from aggregator.errors import StoreError
from aggregator.store.batches import batched
from aggregator.store.database import MAX_PARAMETERS, Database, store_errors
from aggregator.store.schema import digests, links, metadata, stories
from aggregator.store.sql import SqlStore, backend_of
from aggregator.store.sqlite import SqliteFile, SqliteMemory

PART = ".part"
"""Suffix of hidden files that are not in place yet."""
ABANDONED = 3600.0
"""Seconds after which a file that no longer grows is one of a killed backup."""
_PAGE = 500
"""Rows that are copied at once."""
_NUMBERED = tuple(table for table in metadata.sorted_tables if table.primary_key.columns.keys() == ["number"])
"""Tables whose rows the engine numbers."""


def backup(url: str, to: Path) -> Path:
    """Write a store as it is at this moment to a file, or to a new file in a folder; return the file.

    It appears whole, after a check. Raise `StoreError`.
    """
    backend = backend_of(url)
    if isinstance(backend, SqliteMemory) or (isinstance(backend, SqliteFile) and not backend.path.exists()):
        raise StoreError(f"{backend.name}: no such store")
    path = to / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.db" if to.is_dir() else to
    if isinstance(backend, SqliteFile) and path.exists() and path.samefile(backend.path):
        raise StoreError(f"{path}: is the store itself")
    try:
        _remove_abandoned(path.parent)
        with _growing(path) as part:
            if isinstance(backend, SqliteFile):
                _copy_file(backend.path, part)
            else:
                _copy_from(SqlStore.open(url), part)
            _require_sound(part)
            part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot write: {error.strerror or error}") from error
    return path


def restore(url: str, backup: Path, *, force: bool = False) -> Path | None:
    """Put a backup into a store, migrated to the newest schema; return where the file that it replaces is kept.

    Raise `StoreError`: for a file that is not a sound backup, and for a store that holds anything, unless `force`d.
    Raise `AlreadyRunning` while a run or a delivery is on.
    """
    if not backup.is_file():
        raise StoreError(f"{backup}: no such backup")
    backend = backend_of(url)
    try:
        with backend.lock("run"), backend.lock("publish"):
            if not force:
                _require_empty(url)
            if isinstance(backend, SqliteFile):
                with _growing(backend.path) as part:
                    _prepare(backup, part)
                    return _replace(backend.path, part)
            with tempfile.TemporaryDirectory() as folder:
                part = Path(folder) / "backup.db"
                _prepare(backup, part)
                _copy_into(SqlStore.open(url), SqlStore.open(f"sqlite:///{part}"))
    except OSError as error:
        raise StoreError(f"{backend.name}: cannot write: {error.strerror or error}") from error
    return None


def copy(source: str, target: str) -> dict[str, int]:
    """Copy a store into an empty one, of any kind, and compare each row; return how many each table has.

    The source stays as it is, and is copied as it is at one moment: nobody may write to it afterwards. Raise
    `StoreError`, also for a row that is not the same; raise `AlreadyRunning` while a run or a delivery is on.
    """
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "copy.db"
        backend = backend_of(source, create=False)
        with backend.lock("run"), backend.lock("publish"):
            if isinstance(backend, SqliteFile):
                _prepare(backend.path, part)
            else:
                backup(source, part)
        restore(target, part)
        with closing(SqlStore.open(f"sqlite:///{part}")) as old, closing(SqlStore.open(target)) as new:
            return _compared(old.database, new.database)


def _compared(old: Database, new: Database) -> dict[str, int]:
    """Return the number of rows of each table; raise `StoreError` for the first row that is not the same in both."""
    with old.reading() as ours, new.reading() as theirs:
        for table in metadata.sorted_tables:
            keys = [*table.primary_key]
            for rows in ours.execution_options(yield_per=_PAGE).execute(_in_order(table)).partitions():
                for part in batched(rows, MAX_PARAMETERS // len(keys)):
                    named = {tuple(row._mapping[key] for key in keys): row for row in part}
                    found = theirs.execute(select(table).where(tuple_(*keys).in_([*named])))
                    same = {tuple(row._mapping[key] for key in keys): row for row in found}
                    for name, row in named.items():
                        if name not in same or tuple(same[name]) != tuple(row):
                            raise StoreError(f"{new.backend.name}: {table.name} {name} is not as it was: do not use it")
        return {table.name: _same_count(table, ours, theirs, new.backend.name) for table in metadata.sorted_tables}


def _same_count(table: Table, ours: Connection, theirs: Connection, name: str) -> int:
    counts = [each.scalar(select(func.count()).select_from(table)) or 0 for each in (ours, theirs)]
    if counts[0] != counts[1]:
        raise StoreError(f"{name}: {table.name} has {counts[1]} rows, not {counts[0]}: do not use it")
    return counts[0]


@contextmanager
def _growing(path: Path) -> Iterator[Path]:
    """Yield a path beside a file for one that may replace it; remove what is left of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}{PART}")
    try:
        _remove(part)
        yield part
    finally:
        _remove(part)


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed backups left in a folder: one that is under way grows. Other files are not touched."""
    for part in [*folder.glob(f".????-??-??T??????Z.db{PART}*")]:
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > ABANDONED:
                part.unlink()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite file in one read transaction: writers go on meanwhile."""
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file, without a journal beside it
    except sqlite3.Error as error:
        raise StoreError(f"{source}: cannot copy to {target.parent}: {error}") from error


def _require_sound(path: Path) -> None:
    backend = SqliteFile.at(path)
    try:
        Database(backend).require_sound()
    finally:
        backend.reader.dispose()


def _prepare(backup: Path, part: Path) -> None:
    """Copy a backup, and bring the copy up to date."""
    _require_sound(backup)
    _copy_file(backup, part)
    SqlStore.open(f"sqlite:///{part}").close()
    _copy_settled(part)


def _copy_settled(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _require_empty(url: str) -> None:
    backend = backend_of(url)
    if isinstance(backend, SqliteFile) and not (backend.path.exists() and backend.path.stat().st_size):
        return
    with closing(SqlStore.open(url)) as store, store.database.reading() as connection:
        held = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in (stories, links, digests)
        }
    if any(held.values()):
        counts = ", ".join(f"{count} {name}" for name, count in held.items())
        raise StoreError(f"{backend.name}: holds {counts}; --force replaces them")


def _replace(path: Path, new: Path) -> Path | None:
    """Put a file in the place of a store, which is kept beside it.

    A journal must not meet another store's file, so it is written back, or else moved with its own.
    """
    kept = path.with_name(f"{path.name}.replaced-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}") if path.exists() else None
    if kept:
        _write_back(path)
        _link(path, kept)
        if Path(f"{path}-wal").exists():
            Path(f"{path}-wal").rename(f"{kept}-wal")
        Path(f"{path}-shm").unlink(missing_ok=True)
    new.replace(path)
    return kept


def _write_back(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return  # it is damaged: its journal is kept with it


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # not every file system has links
        shutil.copy2(source, target)


def _copy_from(source: SqlStore, part: Path) -> None:
    """Copy the rows of a server's store into a new SQLite file, as they are at one moment."""
    with closing(source), closing(SqlStore.open(f"sqlite:///{part}")) as target:
        name = source.database.backend.name
        with store_errors(name), source.database.backend.reader.connect() as bare:
            old = bare.execution_options(isolation_level="REPEATABLE READ")
            with target.database.writing() as new:
                _copy_rows(old, new)
    _copy_settled(part)


def _copy_into(target: SqlStore, source: SqlStore) -> None:
    """Replace the rows of a server's store in one transaction."""
    with closing(source), closing(target), source.database.reading() as old, target.database.writing() as new:
        for table in reversed(metadata.sorted_tables):
            new.execute(table.delete())
        _copy_rows(old, new)
        for table in _NUMBERED:
            new.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'number'), max(number)) FROM {table}"))  # noqa: S608 - constants


def _copy_rows(old: Connection, new: Connection) -> None:
    for table in metadata.sorted_tables:
        for rows in old.execution_options(yield_per=_PAGE).execute(_in_order(table)).mappings().partitions():
            new.execute(table.insert(), [dict(row) for row in rows])


def _in_order(table: Table) -> Select[Any]:
    """Return the rows of a table, originals before their copies."""
    return select(table).order_by(*([stories.c.copy_of.is_not(None)] if table is stories else []), *table.primary_key)
