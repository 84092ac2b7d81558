"""A worker's life: it says that it lives, does jobs until a signal or a drain ends it, and ends if it no longer can."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from aggregator.errors import AggregatorError, LeaseHeld, LeaseLost, StoreError
from aggregator.operation.cluster import WORKER
from aggregator.runs.request import Request
from aggregator.runs.session import give_back, this_process
from aggregator.stopping import calls_on_signals
from aggregator.store import Lease
from aggregator.store.sql import SqlStore
from aggregator.worker.desk import Desk, Pace
from aggregator.worker.jobs import Jobs
from aggregator.worker.orders import CONTROL_QUEUE, CRAWL_QUEUE, EDITION_QUEUE
from aggregator.worker.queue import free, make_queue, open_app, require_queue

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.worker import Worker

DRAIN = "drain"
"""Wish of who wants a worker to end once its jobs are done."""
BESIDE = 2
"""Jobs of a queue of quick ones at once: crawls must not keep the sweep, or an edition, waiting."""
CHECK = 30.0
"""Seconds between two looks for jobs that the queue says we do, and we do not."""

_log = logging.getLogger(__name__)


class WorkerFailed(AggregatorError):
    """A worker ended by itself: whatever supervises it starts another."""


def serve(
    request: Request, queues: Collection[str], concurrency: int, pace: Pace | None = None, name: str | None = None
) -> None:
    """Do jobs until a signal or a drain; raise `WorkerFailed` if the worker can no longer live.

    `concurrency`: crawls at once; `name`: that of the worker, which no other has; None: by machine and process.
    """
    require_queue(request.store)
    with closing(SqlStore.open(request.store)) as store:
        make_queue(store)
        desk = Desk(store, request, name or this_process(), pace or Pace())
        desk.reload()
        asyncio.run(_Server(desk, queues, concurrency).run())


class _Server:
    def __init__(self, desk: Desk, queues: Collection[str], concurrency: int) -> None:
        self.desk = desk
        self.app: App = open_app(desk.request.store, desk.name)
        self.jobs = Jobs(desk, self.app)
        numbers = {CRAWL_QUEUE: concurrency, EDITION_QUEUE: BESIDE, CONTROL_QUEUE: BESIDE}
        self._numbers = {queue: number for queue, number in numbers.items() if queue in queues}
        self._ends = False
        """A signal or a drain came."""

    async def run(self) -> None:
        desk = self.desk
        lease = await self._take()
        try:
            async with self.app.open_async():
                await self._work(lease)
        finally:
            give_back(desk.store, lease)
        if not self._ends:
            raise WorkerFailed(f"{desk.name}: a part of the worker died; see the log above")

    async def _take(self) -> Lease:
        """Take the lease of the worker's name; one that was killed under it has it for a while yet."""
        leases, name, pace = self.desk.store.leases, self.desk.name, self.desk.pace
        with suppress(LeaseHeld):
            return leases.take(WORKER + name, name, pace.lease)
        _log.warning("%s: waits for a worker of this name to end", name)
        await asyncio.sleep(pace.lease)
        return leases.take(WORKER + name, name, pace.lease)

    async def _work(self, lease: Lease) -> None:
        workers = [self._worker(queue, number) for queue, number in self._numbers.items()]
        work = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]

        def stop() -> None:
            for worker in workers:
                worker.stop()  # type: ignore[no-untyped-call]

        def end() -> None:
            self._ends = True
            self.desk.stop()
            stop()

        def drain() -> None:
            self._ends = True
            stop()

        sides = [asyncio.create_task(side) for side in (self._live(lease, drain), self._check(workers))]
        with calls_on_signals(end):
            await asyncio.wait([*work, *sides], return_when=asyncio.FIRST_COMPLETED)
            if not self._ends:  # one of several that dies ends all
                self.desk.stop()
            stop()
            await asyncio.wait(work)
        for side in sides:
            side.cancel()
        for task in (*work, *sides):
            if task.done() and not task.cancelled() and (error := task.exception()):
                _log.error("%s: %s", self.desk.name, error)

    def _worker(self, queue: str, number: int) -> Worker:
        from procrastinate.worker import Worker

        pace = self.desk.pace
        return Worker(
            self.app,
            queues=[queue],
            name=self.desk.name,
            concurrency=number,
            fetch_job_polling_interval=pace.poll,
            listen_notify=queue != CONTROL_QUEUE,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.stalled,
        )

    async def _live(self, lease: Lease, drain: Callable[[], None]) -> None:
        """Say that the worker lives, and obey what is wanted of it; return if it is wanted to end."""
        while True:
            await asyncio.sleep(self.desk.pace.lease / 3)
            try:
                found = await asyncio.to_thread(self.desk.store.leases.renew, lease, self.desk.pace.lease)
            except LeaseLost:
                raise
            except StoreError as error:
                _log.warning("%s: %s", self.desk.name, error)
                continue
            if found.wanted == DRAIN and not self._ends:
                _log.warning("%s: drained: it ends once its jobs are done", self.desk.name)
                drain()

    async def _check(self, workers: Collection[Worker]) -> None:
        """Free the jobs that the queue says we do and we do not: an answer of the server was lost."""
        before: set[int | None] = set()
        while True:
            await asyncio.sleep(CHECK)
            missed = [
                job
                for worker in workers
                if worker.worker_id is not None
                for job in await self.app.job_manager.list_jobs_async(status="doing", worker_id=worker.worker_id)
                if job.id not in self.jobs.running
            ]
            for job in missed:
                if job.id in before:
                    await free(self.app, job)
            before = {job.id for job in missed}
