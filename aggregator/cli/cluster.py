"""The commands worker, cluster status and cluster drain."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

import typer

from aggregator.cli.logs import say
from aggregator.cli.options import Places
from aggregator.cli.run import request
from aggregator.cli.stores import existing_store
from aggregator.errors import UsageError
from aggregator.inspection.table import aligned
from aggregator.models.report import Verdict
from aggregator.operation.cluster import HOST, PERIODIC, WORKER, Cluster, read_cluster
from aggregator.registry.outlets import load_outlets
from aggregator.runs.check import check_contact, check_inputs
from aggregator.stopping import received
from aggregator.store import Store
from aggregator.worker.groups import group_outlets
from aggregator.worker.orders import QUEUES
from aggregator.worker.serve import DRAIN, serve

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
LOOK = 0.5
"""Seconds between two looks whether the workers ended."""
SIGINT = 130
"""Exit code after an interrupt; SIGTERM is a worker's regular end."""


def work(places: Places, queues: str, concurrency: int, name: str | None) -> None:
    """Do jobs until a signal or a drain."""
    if name is not None and not _NAME.fullmatch(name):
        raise UsageError(f"--name {name!r}: letters, digits, dots and hyphens only")
    names = [name.strip() for name in queues.split(",") if name.strip()]
    if unknown := next((name for name in names if name not in QUEUES), None):
        raise UsageError(f"unknown queue {unknown!r}; known: {', '.join(QUEUES)}")
    if not names:
        raise UsageError(f"no queue; known: {', '.join(QUEUES)}")
    asked = request(places)
    check_contact(asked, check_inputs(asked))
    serve(asked, names, concurrency, name=name)
    stop = received()
    if stop and stop.exit_code == SIGINT:
        raise typer.Exit(SIGINT)


def show_status(places: Places, worker: str | None, as_json: bool) -> None:
    """Print the state of the workers; exit with 1 if none lives, or not the one that is asked for."""
    with existing_store(places.store) as store:
        found = read_cluster(store)
    groups = group_outlets(load_outlets(places.layers).values())
    alive = [each for each in found.workers if each.alive and worker in {None, each.name}]
    if as_json:
        print(json.dumps(_facts(found, groups), ensure_ascii=False, default=_plain))
    elif worker is None:
        for line in aligned(_lines(found, groups)):
            print(line)
    raise typer.Exit(0 if alive else 1)


def _facts(found: Cluster, groups: dict[str, str]) -> dict[str, object]:
    facts = asdict(found)
    return {**facts, "outlets": dict(_held(found, groups))}


def _held(found: Cluster, groups: dict[str, str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each outlet whose hosts somebody has, with the holder and the end of the lease."""
    held = {lease.name: lease for lease in found.leases}
    for outlet, group in groups.items():
        if lease := held.get(group):
            yield outlet, {"group": group, "worker": lease.holder.split()[0], "until": lease.until}


def _lines(found: Cluster, groups: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for worker in found.workers:
        state = "dead" if not worker.alive else worker.wanted or "alive"
        hosts = sum(name.startswith(HOST) for name in worker.holds)
        others = [name for name in worker.holds if not name.startswith(HOST)]
        busy = ", ".join([f"{hosts} crawls", *others])
        yield "worker", worker.name, state, f"since {_time(worker.since)}", busy
    for name, at in sorted(found.periodic.items()):
        yield "periodic", name, "", f"last {_time(at)}", ""
    for queue, states in found.queues.items():
        yield "queue", queue, "", ", ".join(f"{count} {state}" for state, count in sorted(states.items())), ""
    for job in found.late:
        yield "late", job.name, f"job {job.number}", f"since {_time(job.ready)}", job.lock or ""
    for outlet, lease in _held(found, groups):
        yield "outlet", outlet, str(lease["worker"]), f"until {_time(lease['until'])}", str(lease["group"])


def _time(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if isinstance(moment, datetime) else str(moment)


def _plain(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def drain(places: Places, names: Collection[str], timeout: float) -> None:
    """Ask workers to end, and wait until they have; without names all of them, and the cluster is at rest."""
    with existing_store(places.store) as store:
        known = {lease.name.removeprefix(WORKER): lease for lease in store.leases.find(WORKER)}
        if unknown := next((name for name in names if name not in known), None):
            raise UsageError(f"unknown worker {unknown!r}; known: {', '.join(known) or 'none'}")
        wanted = list(names or known)
        for name in wanted:
            store.leases.want(WORKER + name, DRAIN)
        left = _wait_for(store, wanted, timeout)
        if not names and not left:  # nobody is to be alarmed by workers that are not there
            store.leases.drop([lease.name for lease in store.leases.find(PERIODIC)])
            store.leases.drop([WORKER + name for name in known])
    for name in left:
        say(f"aggregator: {name} is still at work")
    if left:
        raise typer.Exit(Verdict.PARTIAL.exit_code)


def _wait_for(store: Store, names: Sequence[str], timeout: float) -> list[str]:
    """Return those of the workers that still live after some seconds."""
    deadline = time.monotonic() + timeout
    while True:
        living = {worker.name for worker in read_cluster(store).workers if worker.alive}
        left = [name for name in names if name in living]
        if not left or time.monotonic() >= deadline:
            return left
        time.sleep(LOOK)
