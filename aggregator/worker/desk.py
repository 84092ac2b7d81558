"""The desk of a worker: its store, the registry as it is now, and the leases of its jobs."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.crawl.context import Context
from aggregator.errors import LeaseLost, StoreError
from aggregator.models.report import OutletReport
from aggregator.registry.files import digest_of
from aggregator.registry.outlets import Outlet
from aggregator.runs.check import Inputs, check_inputs
from aggregator.runs.request import Request
from aggregator.runs.session import SECONDS, give_back
from aggregator.store import Lease, Store
from aggregator.store.sql import SqlStore
from aggregator.worker.groups import group_outlets
from aggregator.worker.retries import Interrupted

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly workers notice each other's death, in seconds."""

    lease: float = SECONDS
    """For which a lease is taken; it is renewed after a third of that."""
    heartbeat: float = 10.0
    """Between two signs of life in the queue."""
    stalled: float = 30.0
    """Without a sign of life, after which a worker is dead."""
    poll: float = 5.0
    """Between two looks into the queue; most jobs are announced."""
    settled: float = 2.0
    """From the end of a slot's visit to the next plan, so that many ends make one."""
    cron: str = "* * * * *"
    """When the periodic jobs that plan and sweep begin; a sixth field would be seconds."""


class Work:
    """The work of a job under its lease: a store that nobody else writes the same to, and the crawl under way."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self.store = store.under(lease)
        self.lease = lease
        self.until = 0.0
        """Monotonic time until which the lease is certainly ours."""
        self._context: Context | None = None
        self._crawl: asyncio.Task[OutletReport] | None = None

    def extend(self, until: float) -> None:
        """Let requests leave until a monotonic time."""
        self.until = until
        if self._context:
            self._context.turns.until = until

    def stop(self) -> None:
        """End the crawl under way, as by a signal."""
        if self._crawl:
            self._crawl.cancel()

    async def crawl(
        self, context: Context, outlet: Outlet, links_only: bool, runner: AsyncCrawlerRunner
    ) -> OutletReport:
        """Crawl an outlet, for as long as the lease is ours; raise `Interrupted` if it was not to the end."""
        from aggregator.crawl.crawlers import crawl_one

        self._context = context
        self.extend(self.until)
        self._crawl = asyncio.create_task(crawl_one(context, outlet, links_only, runner))
        report = await self._crawl
        if context.turns.late:
            raise Interrupted(f"{self.lease.name}: the worker was away for longer than its lease")
        return report


class Desk:
    """The surroundings of a worker's jobs."""

    def __init__(self, store: SqlStore, request: Request, name: str, pace: Pace) -> None:
        self.store, self.request, self.name, self.pace = store, request, name, pace
        self.stopping = False
        self._works = set[Work]()
        self._loaded: tuple[str, Inputs, Mapping[str, str]] | None = None
        self._runner: tuple[Inputs, AsyncCrawlerRunner] | None = None
        self._jobs, self._mutex, self._held = 0, threading.Lock(), ExitStack()

    @property
    def inputs(self) -> Inputs:
        """The registry as it was loaded last."""
        return self._current()[1]

    @property
    def groups(self) -> Mapping[str, str]:
        """The group of each outlet, by id."""
        return self._current()[2]

    def reload(self) -> None:
        """Load the registry if its files have changed."""
        digest = digest_of(self.request.settings)
        if self._loaded is None or self._loaded[0] != digest:
            inputs = check_inputs(self.request)
            self._loaded = digest, inputs, group_outlets(inputs.registry.outlets.values())

    def _current(self) -> tuple[str, Inputs, Mapping[str, str]]:
        if self._loaded is None:
            self.reload()
        assert self._loaded is not None
        return self._loaded

    def runner(self, context: Context, inputs: Inputs) -> AsyncCrawlerRunner:
        """Return what runs crawlers, made once for each state of the registry."""
        from aggregator.crawl.crawlers import crawler_runner

        if self._runner is None or self._runner[0] is not inputs:
            self._runner = inputs, crawler_runner(context)
        return self._runner[1]

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Keep runs that need the store for themselves from beginning; raise `AlreadyRunning` while there is one."""
        with self._mutex:
            if not self._jobs:
                self._held.enter_context(self.store.lock(shared=True))
            self._jobs += 1
        try:
            yield
        finally:
            with self._mutex:
                self._jobs -= 1
                if not self._jobs:
                    self._held.close()

    @asynccontextmanager
    async def leased(self, name: str, run: str) -> AsyncIterator[Work]:
        """Have a lease for a block, renewed by the loop: a loop that hangs loses it. Raise `LeaseHeld`."""
        began = time.monotonic()
        lease = await asyncio.to_thread(self.store.leases.take, name, f"{self.name} {run}", self.pace.lease)
        work = Work(self.store, lease)
        work.extend(began + self.pace.lease)
        keeper = asyncio.create_task(self._keep(work))
        self._works.add(work)
        try:
            yield work
        finally:
            self._works.discard(work)
            keeper.cancel()
            await asyncio.to_thread(give_back, self.store, lease)

    async def _keep(self, work: Work) -> None:
        while True:
            await asyncio.sleep(self.pace.lease / 3)
            began = time.monotonic()
            try:
                await asyncio.to_thread(self.store.leases.renew, work.lease, self.pace.lease)
            except LeaseLost as error:
                _log.warning("%s", error)
                work.extend(0.0)
                work.stop()
                return
            except StoreError as error:
                _log.warning("%s is not renewed: %s", work.lease.name, error)
            else:
                work.extend(began + self.pace.lease)

    def stop(self) -> None:
        """End the crawls under way; what they leave stays in the ledger, and their jobs go back into the queue."""
        self.stopping = True
        for work in self._works:
            work.stop()
