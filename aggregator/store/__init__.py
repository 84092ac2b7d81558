"""The store: the ledger of links, stories, events, digests and their deliveries, on SQLite or PostgreSQL.

`open_store(url)` returns a `Store`; `ports` says what its methods promise, `rows` holds its values. Every method
commits before it returns, so a process killed at any moment loses nothing that a finished call wrote.
"""

from aggregator.store.ports import MachineTexts, Store, Stories
from aggregator.store.rows import (
    Candidate,
    MachineText,
    Pause,
    Poll,
    Polled,
    Provisional,
    Refusal,
    RobotsAnswer,
    Validators,
)

__all__ = [
    "Candidate",
    "MachineText",
    "MachineTexts",
    "Pause",
    "Poll",
    "Polled",
    "Provisional",
    "Refusal",
    "RobotsAnswer",
    "Store",
    "Stories",
    "Validators",
    "open_store",
]


def open_store(url: str) -> Store:
    """Open `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`, migrated to the newest schema.

    Raise `StoreError` with one line that names the URL without its password: a path that cannot be written, a file
    that is not a store, a server that does not answer, a schema newer than the program.
    """
    from aggregator.store.sql import SqlStore  # SQLAlchemy is slow to import, and many commands open no store

    return SqlStore.open(url)
