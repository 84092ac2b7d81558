"""How a run has its store: alone, or beside workers that have other work on it."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from aggregator.errors import LeaseLost, StoreError
from aggregator.operation.cluster import WORKER
from aggregator.runs import verdict
from aggregator.store import Lease, Step, Store

EDITIONS = "editions"
"""Lease of whoever makes editions, groups events or judges alarms: one at a time on a store."""
SECONDS = 30.0
"""For which a lease is taken; it is renewed after a third of that."""
TRANSLATIONS, DELIVERIES, AFTERMATH = "translations", "deliveries", "aftermath"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A store that a run has, and what belongs to the run."""

    store: Store
    run: str
    """Name of the run."""
    step: Step | None = None
    """The part of a slot that the run is, if it is a job."""
    parts: frozenset[str] = frozenset((TRANSLATIONS, DELIVERIES, AFTERMATH))
    """Work of the run once an edition is out; the rest is for other jobs."""
    shared: bool = False
    """Whether workers have the store as well."""


def new_run() -> str:
    """Return a name for a run."""
    return uuid4().hex[:12]


@contextmanager
def alone(url: str, opening: Callable[[str], Store]) -> Iterator[Session]:
    """Have a store for a block, under its lock."""
    with closing(opening(url)) as store, store.lock():
        yield Session(store, new_run())


@contextmanager
def for_editions(url: str, opening: Callable[[str], Store]) -> Iterator[Session]:
    """Have a store for a block that makes an edition, beside the crawls of its workers if it has any."""
    with closing(opening(url)) as store:
        if not has_workers(store):
            with alone(url, lambda _: store) as session:
                yield session
            return
        run = new_run()
        with store.lock(shared=True), kept(store, EDITIONS, f"{this_process()} {run}") as own:
            yield Session(own, run, shared=True)


def has_workers(store: Store) -> bool:
    """Return whether a worker lives."""
    now = store.leases.now()
    return any(lease.until > now for lease in store.leases.find(WORKER))


def close_dead_runs(store: Store, at: datetime) -> None:
    """Close the runs that never ended: those that no holder of a lease names, as nobody else runs.

    Call it under the lock of the store, shared or not.
    """
    now = store.leases.now()
    alive = {word for lease in store.leases.find() if lease.until > now for word in lease.holder.split()}
    for run in store.runs.abandoned():
        if run not in alive:
            report = verdict.killed(run)
            store.runs.finish(run, at, report.verdict, report.as_json(), counts=False)


def this_process() -> str:
    """Return a name for this process: machine and number."""
    return f"{socket.gethostname()}-{os.getpid()}"


@contextmanager
def kept(store: Store, name: str, holder: str, seconds: float = SECONDS) -> Iterator[Store]:
    """Take a lease for a block, and renew it in a thread; give the store under it. Raise `LeaseHeld`."""
    lease = store.leases.take(name, holder, seconds)
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(store, lease, seconds, over), daemon=True)
    keeper.start()
    try:
        yield store.under(lease)
    finally:
        over.set()
        keeper.join()
        give_back(store, lease)


def give_back(store: Store, lease: Lease) -> None:
    """Give a lease back; if the store cannot be written, it ends by itself."""
    try:
        store.leases.give_back(lease)
    except StoreError as error:
        _log.warning("%s is not given back: %s", lease.name, error)


def _keep(store: Store, lease: Lease, seconds: float, over: threading.Event) -> None:
    while not over.wait(seconds / 3):
        try:
            store.leases.renew(lease, seconds)
        except LeaseLost as error:  # whatever is written from now on is refused
            _log.warning("%s", error)
            return
        except StoreError as error:
            _log.warning("%s is not renewed: %s", lease.name, error)
