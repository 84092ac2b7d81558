"""The store: the ledger of links, stories, events, digests and their deliveries, on SQLite or PostgreSQL.

`open_store(url)` returns a `Store`; `ports` says what its methods promise, `rows` holds its values. Every method
commits before it returns, so a process killed at any moment loses nothing that a finished call wrote.
"""

from pathlib import Path

from aggregator.store.ports import MachineTexts, Store, Stories
from aggregator.store.rows import (
    Candidate,
    JobRow,
    Lease,
    MachineText,
    Pause,
    Poll,
    Polled,
    Provisional,
    Refusal,
    RobotsAnswer,
    Step,
    Validators,
)

__all__ = [
    "Candidate",
    "JobRow",
    "Lease",
    "MachineText",
    "MachineTexts",
    "Pause",
    "Poll",
    "Polled",
    "Provisional",
    "Refusal",
    "RobotsAnswer",
    "Step",
    "Store",
    "Stories",
    "Validators",
    "open_existing",
    "open_store",
    "stores_in",
]


def open_store(url: str) -> Store:
    """Open `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`, migrated to the newest schema.

    A store that is not there is made, with the folder of its file but no folder above that.

    Raise `StoreError` with one line that names the URL without its password: a path that cannot be written, a file
    that is not a store, a server that does not answer, a schema newer than the program.
    """
    from aggregator.store.sql import SqlStore  # SQLAlchemy is slow to import, and many commands open no store

    return SqlStore.open(url)


def open_existing(url: str) -> Store:
    """Open a store that is there, as `open_store` does; raise `StoreError`, and make nothing, if none is."""
    from aggregator.store.sql import SqlStore

    return SqlStore.open(url, create=False)


def stores_in(folder: Path) -> list[Path]:
    """Return the files in a folder that are stores of this program, the one written last first."""
    from aggregator.store.sqlite import is_store, written_at

    found = [path for path in folder.glob("*") if path.is_file() and is_store(path)] if folder.is_dir() else []
    return sorted(found, key=lambda path: (-written_at(path), path.name))
