"""Two workers against one: 60 outlets with 40 stories each, on loopback, with PostgreSQL on the same machine.

The server of the press and PostgreSQL need processors, too, so the time on a machine of two is no more than a hint. The
processor time of the workers says how much of the work two can share: it is that of one worker over that of the busier
of two.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from aggregator.registry.outlets import load_outlets
from aggregator.worker.desk import Pace
from aggregator.worker.groups import group_outlets
from aggregator.worker.orders import CRAWL_QUEUE, Order, crawl
from aggregator.worker.queue import defer, open_app
from tests.benchmarks.measure import Figure
from tests.commands import ACCESS, NO_CERTIFICATES
from tests.faults.cluster import Desks, fresh_database
from tests.faults.site import Press, Served, served
from tests.fixtures.stores import POSTGRES

OUTLETS, STORIES = 60, 40
WARMING = 4
"""Further outlets, which are crawled first: the extractors are imported by then."""
LIMIT = 1 / 1.8
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
_TICKS = os.sysconf("SC_CLK_TCK")
_LEFT = sql.SQL("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'crawl'")


@dataclass(frozen=True)
class Figures:
    """The costs of a number of workers."""

    seconds: float
    cpu: tuple[float, ...]
    """Processor time of each, in seconds."""


def main() -> list[Figure]:
    """Return the ratios; none without a server."""
    server = os.environ.get(POSTGRES)
    if not server:
        print(f"cluster: skipped: {POSTGRES} names no PostgreSQL server", file=sys.stderr)
        return []
    os.environ.update({**ACCESS, **NO_CERTIFICATES})
    with tempfile.TemporaryDirectory() as name, served(Press(YESTERDAY, OUTLETS + WARMING, STORIES)) as site:
        seeds = site.press.write_seeds(Path(name) / "seeds", site.port)
        one, two = (_measure(site, server, seeds, Path(name) / f"of-{number}", number) for number in (1, 2))
    each = f"{sum(one.cpu) * 1000 / OUTLETS / STORIES:.1f} ms a story"
    seconds = f"{two.seconds:.0f} and {one.seconds:.0f} s"
    return [
        Figure("cluster.time", two.seconds / one.seconds, LIMIT, f"time of two workers, against one ({seconds})"),
        Figure("cluster.busier", max(two.cpu) / one.cpu[0], LIMIT, "CPU of the busier of two workers, against one"),
        Figure("cluster.both", sum(two.cpu) / sum(one.cpu), None, f"CPU of both workers, against one ({each})"),
    ]


def _measure(site: Served, server: str, seeds: Path, folder: Path, number: int) -> Figures:
    with fresh_database(server) as store:
        desks = Desks(store, seeds, folder, site.press.day, Pace())
        groups = group_outlets(load_outlets(desks.request.layers).values())
        orders = [crawl(outlet, group) for outlet, group in groups.items()]
        warming = [order for order in orders if int(str(order.arguments["outlet"])[1:]) >= OUTLETS]
        try:
            workers = [desks.start([CRAWL_QUEUE], concurrency=8) for _ in range(number)]
            desks.wait(lambda: _workers(desks) == number)
            _do(desks, warming)
            before = [_cpu(worker.pid) for worker in workers]
            began = time.monotonic()
            _do(desks, [order for order in orders if order not in warming])
            seconds = time.monotonic() - began
            cpu = tuple(_cpu(worker.pid) - was for worker, was in zip(workers, before, strict=True))
            assert len(desks.urls()) == site.press.total
        finally:
            desks.end()
            desks.kill()
    return Figures(seconds, cpu)


def _workers(desks: Desks) -> int:
    with suppress(psycopg.Error), closing(psycopg.connect(desks.store)) as connection:
        found = connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
        return found[0] if found else 0
    return 0


def _do(desks: Desks, orders: Sequence[Order]) -> None:
    """Put jobs into the queue, and wait for their end."""

    async def put() -> None:
        app = open_app(desks.store, "bench")
        async with app.open_async():
            app.task(name="crawl")(lambda: None)
            for order in orders:
                await defer(app, order)

    asyncio.run(put())
    with closing(psycopg.connect(desks.store, autocommit=True)) as connection:
        desks.wait(lambda: connection.execute(_LEFT).fetchone() == (0,))


def _cpu(pid: int | None) -> float:
    """Return the processor time of a process so far, in seconds (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
