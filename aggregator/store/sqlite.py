"""SQLite: a file or memory. WAL, so that readers and the writer do not wait for each other."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, PoolProxiedConnection, QueuePool, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError, OperationalError

from aggregator.errors import AlreadyRunning, StoreError, in_a_line
from aggregator.store.database import HELD, Insert, store_errors
from aggregator.store.ports import Lock
from aggregator.store.types import to_json

APPLICATION_ID = 0x4E657773
"""Marks a SQLite file as a store of this program (`PRAGMA application_id`; "News" in ASCII)."""

PATIENCE = 30.0
"""Seconds a transaction waits for another process to finish writing."""

MAX_FAULTS = 20
"""Faults of a damaged store that are listed."""

_IN_MAIN = "*** in database main ***"
_MAGIC = b"SQLite format 3\0"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    # The bands of a story lie on dozens of pages, the next story's on many of the same: each is copied from the journal
    # to the file less often if that is done every 16 MB instead of 4.
    "PRAGMA wal_autocheckpoint = 4000",
)


class SqliteMemory:
    """A store that lives as long as the process."""

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string()
        # One connection for all threads: each connection to memory is a separate database.
        self.reader = _engine("", poolclass=QueuePool, pool_size=1, max_overflow=0)
        self.writer, self.snapshots = _writer(self.reader), _snapshots(self.reader)
        self._locks: dict[Lock, threading.Lock] = {lock: threading.Lock() for lock in HELD}

    def insert(self, table: Table) -> Insert:
        """Return SQLite's INSERT."""
        return sqlite.insert(table)

    def claim(self, connection: Connection) -> None:
        """Do nothing: no other process sees this database."""

    def prepare(self) -> None:
        """Do nothing: memory has no journal on disk."""

    def ended_badly(self) -> bool:
        """Return False: memory ends with its process."""
        return False

    def faults(self, thorough: bool) -> list[str]:
        """Return nothing: there is no file to be damaged."""
        return []

    @contextmanager
    def lock(self, lock: Lock, shared: bool = False) -> Iterator[None]:
        """Hold the lock, never shared, against the threads of this process; no other sees this database."""
        if not self._locks[lock].acquire(blocking=False):
            raise AlreadyRunning(f"{self.name}: {HELD[lock]}")
        try:
            yield
        finally:
            self._locks[lock].release()

    def alone(self, work: str) -> AbstractContextManager[None]:
        """Wait for nobody: workers share a store on PostgreSQL only."""
        return nullcontext()


class SqliteFile:
    """A store in one file, its locks in `<file>.lock` and `<file>.publish.lock` beside it."""

    def __init__(self, url: URL, path: Path, create: bool = True) -> None:
        self.name = url.set(query={}).render_as_string()
        self.path = path
        if not create and not (path.is_file() and path.stat().st_size):
            raise StoreError(f"{self.name}: no such store{_others(path.parent)}")
        self._make_room()
        wal = Path(f"{path}-wal")
        self._has_wal = wal.exists() and wal.stat().st_size > 0
        self.reader = _engine(str(path))
        self.writer, self.snapshots = _writer(self.reader), _snapshots(_scanning(str(path)))

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open the file at a path."""
        return cls(URL.create("sqlite", database=str(path)), path)

    def _make_room(self) -> None:
        try:
            self.path.parent.mkdir(exist_ok=True)
            self._refuse_strangers()
        except FileNotFoundError as error:
            raise StoreError(f"{self.name}: no such folder: {self.path.parent.parent}") from error
        except OSError as error:
            raise StoreError(f"{self.name}: {error.strerror or error}") from error

    def _refuse_strangers(self) -> None:
        """Read only the header: opening a foreign file with SQLite could change it."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return
        header = _header(self.path)
        if not header.startswith(_MAGIC):
            raise StoreError(f"{self.name}: not a SQLite database")
        if not _is_ours(header):
            raise StoreError(f"{self.name}: a SQLite database of another program")

    def insert(self, table: Table) -> Insert:
        """Return SQLite's INSERT."""
        return sqlite.insert(table)

    def claim(self, connection: Connection) -> None:
        """Mark the file as ours; the transaction has had SQLite's write lock since it began."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    def prepare(self) -> None:
        """Switch to WAL, once the file is marked as ours: the header lacks what is still in WAL.

        The switch needs exclusive access, for which SQLite does not wait by itself.
        """
        deadline = time.monotonic() + PATIENCE
        with closing(self.reader.raw_connection()) as connection:
            while (fault := _use_wal(connection)) is not None:
                if time.monotonic() > deadline:
                    raise StoreError(f"{self.name}: {fault}") from fault
                time.sleep(0.02)

    def ended_badly(self) -> bool:
        """Return whether there was a journal, which the last to close a store removes, though nobody writes to it."""
        if not self._has_wal:
            return False
        try:
            with self.lock("run"), self.lock("publish"):
                return True
        except AlreadyRunning:
            return False

    def faults(self, thorough: bool) -> list[str]:
        """Return what SQLite finds (`quick_check`: under two seconds per GB), a line each."""
        check = "integrity_check" if thorough else "quick_check"
        with store_errors(self.name):
            try:
                with self.snapshots.connect() as connection:
                    told = connection.exec_driver_sql(f"PRAGMA {check}({MAX_FAULTS})").scalars().all()
                    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if thorough else []
            except OperationalError:
                raise
            except DatabaseError as error:
                return [in_a_line(error.orig)]
        found = [line for lines in told for line in lines.splitlines() if line not in {"ok", _IN_MAIN}]
        lost = (
            f"{table}: row {row} refers to a row of {parent} that is not there" for table, row, parent, _ in dangling
        )
        return [*found, *lost][:MAX_FAULTS]

    @contextmanager
    def lock(self, lock: Lock, shared: bool = False) -> Iterator[None]:
        """Hold `<file>.lock` or `<file>.publish.lock`, never shared; the system releases it when the process dies."""
        suffix = "lock" if lock == "run" else f"{lock}.lock"
        held = FileLock(f"{self.path}.{suffix}", timeout=0)
        try:
            held.acquire()
        except Timeout as error:
            raise AlreadyRunning(f"{self.name}: {HELD[lock]}") from error
        except OSError as error:
            raise StoreError(f"{self.name}.{suffix}: {error.strerror or error}") from error
        try:
            yield
        finally:
            held.release()

    def alone(self, work: str) -> AbstractContextManager[None]:
        """Wait for nobody: workers share a store on PostgreSQL only."""
        return nullcontext()


def is_store(path: Path) -> bool:
    """Return whether a file is a store of this program, by its header."""
    try:
        return _is_ours(_header(path))
    except OSError:  # not ours to read
        return False


def written_at(path: Path) -> float:
    """Return when a store was last written, in seconds since 1970: what is new is in a journal beside it first."""
    return max(each.stat().st_mtime for each in (path, Path(f"{path}-wal")) if each.exists())


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def _is_ours(header: bytes) -> bool:
    return header.startswith(_MAGIC) and int.from_bytes(header[68:72], "big") == APPLICATION_ID


def _others(folder: Path) -> str:
    """Name the stores in a folder, for whoever looked for another there."""
    here = Path.cwd()
    paths = (path.name for path in folder.glob("*") if path.is_file() and is_store(path)) if folder.is_dir() else ()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    found = ", ".join(f"sqlite:///{shown / name}" for name in sorted(paths))
    return f"; there is {found}" if found else ""


def _engine(path: str, **options: Any) -> Engine:
    url = URL.create("sqlite", database=path)
    connect_args = {"timeout": PATIENCE, "check_same_thread": False}
    engine = create_engine(url, json_serializer=to_json, connect_args=connect_args, **options)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _writer(reader: Engine) -> Engine:
    # Otherwise a transaction that reads and then writes fails at once if another has written in between.
    return reader.execution_options(begin="BEGIN IMMEDIATE")


def _snapshots(reader: Engine) -> Engine:
    return reader.execution_options(begin="BEGIN")


def _scanning(path: str) -> Engine:
    """Return an engine that keeps no connection, and so no memory for pages that are read once."""
    return _engine(path, poolclass=NullPool)


def _use_wal(connection: PoolProxiedConnection) -> sqlite3.OperationalError | None:
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        return error
    return None


def _on_connect(connection: Any, _record: object) -> None:
    # Python's driver would leave SELECT and DDL outside the transaction; with None, BEGIN is ours.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    # A reader's transaction is one SELECT, for which SQLite takes a snapshot anyway: BEGIN would only cost.
    if begin := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(begin)
