"""Workers as their store shows them: who lives, what each does, what waits, and when a periodic job ran last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.operation.finding import AlarmKind, Finding
from aggregator.store import JobRow, Lease, Store

PERIODIC = "periodic:"
"""Beginning of the names of the leases that say when a periodic job ran last."""
WORKER, HOST = "worker:", "host:"
PERIOD = timedelta(minutes=1)
"""Between two runs of a periodic job."""
LATE = timedelta(minutes=5)
"""From the moment at which a job may begin to the one from which it is late."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that lives, or did not say that it ended."""

    name: str
    since: datetime
    until: datetime
    """When it counts as dead unless it says again that it lives."""
    alive: bool
    wanted: str | None
    """A request to it: `drain`."""
    holds: tuple[str, ...]
    """Names of the leases that it has."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a store and their queue, at a moment by the database's clock."""

    now: datetime
    workers: tuple[Worker, ...]
    periodic: Mapping[str, datetime]
    """When each periodic job began last."""
    queues: Mapping[str, Mapping[str, int]]
    """Jobs of each queue by state: `todo`, `doing`, `failed`."""
    late: tuple[JobRow, ...]
    """Jobs that might have begun a while ago."""
    leases: tuple[Lease, ...]
    """Of hosts and editions: those that somebody has."""

    @property
    def used(self) -> bool:
        """Return whether the store has, or had, workers."""
        return bool(self.workers or self.periodic)


def last_periodic(store: Store) -> dict[str, datetime]:
    """Return when each periodic job began last."""
    return {lease.name.removeprefix(PERIODIC): lease.since for lease in store.leases.find(PERIODIC)}


def resting(periodic: Mapping[str, datetime], now: datetime) -> Iterator[Finding]:
    """Judge the periodic jobs, from outside of the workers: none may be missing for two periods."""
    if not periodic:
        return
    late = {name: at for name, at in periodic.items() if now - at > 2 * PERIOD}
    since = ", ".join(f"{name} last began at {at:%Y-%m-%d %H:%M} UTC" for name, at in sorted(late.items()))
    text = f"no worker plans or sweeps: {since}; see `aggregator cluster status`" if late else ""
    yield Finding(AlarmKind.CLUSTER, "", "", text)


def read_cluster(store: Store) -> Cluster:
    """Read the state of the workers of a store."""
    now, leases = store.leases.now(), store.leases.find()
    held = [lease for lease in leases if lease.until > now and not lease.name.startswith((WORKER, PERIODIC))]
    jobs = store.jobs()
    return Cluster(
        now=now,
        workers=tuple(_worker(lease, held, now) for lease in leases if lease.name.startswith(WORKER)),
        periodic=last_periodic(store),
        queues=_counts(jobs),
        late=tuple(job for job in jobs if job.state == "todo" and job.ready + LATE < now),
        leases=tuple(held),
    )


def _worker(lease: Lease, held: Sequence[Lease], now: datetime) -> Worker:
    holds = tuple(each.name for each in held if each.holder.split()[0] == lease.holder)
    return Worker(lease.holder, lease.since, lease.until, lease.until > now, lease.wanted, holds)


def _counts(jobs: Sequence[JobRow]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for job in jobs:
        states = found.setdefault(job.queue, {})
        states[job.state] = states.get(job.state, 0) + 1
    return dict(sorted(found.items()))
