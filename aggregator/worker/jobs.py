"""The jobs: each does what is left to do by the ledger, so that it may be started again at any time."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aggregator.crawl.context import Context
from aggregator.crawl.logs import bound
from aggregator.errors import AggregatorError
from aggregator.models import edition_key
from aggregator.models.report import DeliveryReport, OutletReport, OutletVerdict, Verdict
from aggregator.operation.cluster import PERIODIC, WORKER
from aggregator.operation.judging import judge_now
from aggregator.publish.channels import Channels, load_channels
from aggregator.publish.deliver import PATIENCE, deliver
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet
from aggregator.runs import write_only
from aggregator.runs.grouping import regroup
from aggregator.runs.run import context_of
from aggregator.runs.session import (
    AFTERMATH,
    EDITIONS,
    TRANSLATIONS,
    Session,
    close_dead_runs,
    kept,
    new_run,
)
from aggregator.runs.slots import ASSEMBLE, TRANSLATE, crawl_step, is_done
from aggregator.runs.visit import Visit, visit
from aggregator.runs.visits import polled_since
from aggregator.schedule.slots import is_made, slot_on
from aggregator.store import Step, Store
from aggregator.worker import orders
from aggregator.worker.desk import Desk, Work
from aggregator.worker.orders import Order
from aggregator.worker.plan import BEGUN, VISITED, edition_of_slot, needs_translation, plan_jobs
from aggregator.worker.queue import as_store_error, defer, free
from aggregator.worker.retries import Interrupted, wait_before

if TYPE_CHECKING:
    from procrastinate import App, JobContext

KEPT_HOURS = 7 * 24
"""For which jobs that failed are kept."""
OLD = timedelta(days=2)
"""For which marks of workers and slots are kept."""
GATHERED = 30.0
"""Seconds from a poll that brought stories to their grouping: more may come."""

_log = logging.getLogger(__name__)


class Jobs:
    """The jobs of a worker."""

    def __init__(self, desk: Desk, app: App) -> None:
        self.desk, self.app = desk, app
        self.running = set[int]()
        """Numbers of the jobs under way."""
        for name, work in self._works().items():
            app.task(name=name, pass_context=True)(self._task(name, work))
        for order, cron in ((orders.SWEEP, desk.pace.cron), (orders.PLAN, desk.pace.cron), *_CRONS):
            options = {"queue": order.queue, "priority": order.priority, "lock": order.lock}
            app.periodic(cron=cron, queueing_lock=order.once, **options)(app.tasks[order.task])  # type: ignore[arg-type]

    def _works(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        return {
            "crawl": self.crawl,
            "regroup": self.regroup,
            "assemble": self.assemble,
            "translate": self.translate,
            "publish": self.publish,
            "alarms": self.alarms,
            "plan": self.plan,
            "sweep": self.sweep,
        }

    def _task(self, name: str, work: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        """Return a task that does a work, and puts what failed back into the queue.

        The queue's own retries raise if a job like it waits, and never free it.
        """

        async def task(context: JobContext, attempt: str = "0", timestamp: int | None = None, **given: Any) -> None:
            job = context.job
            assert job.id is not None
            about = {key: str(value) for key, value in given.items() if value}
            self.running.add(job.id)
            try:
                with bound(worker=self.desk.name, job=f"{name}-{job.id}", **about):
                    await self._attempt(_order_of(job, given), int(attempt), work(**given))
            finally:
                self.running.discard(job.id)

        return task

    async def _attempt(self, order: Order, attempt: int, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as raised:
            error = as_store_error(raised)
            wait = wait_before(error, attempt, datetime.now(UTC))
            if wait is None:
                if isinstance(error, AggregatorError):
                    _log.error("%s: %s", order.once, error)
                raise
            _log.info("%s: again in %.0f s: %s", order.once, wait, error)
            await defer(self.app, orders.again(order, attempt + 1), wait)

    async def crawl(self, outlet: str, slot: str | None = None) -> None:
        """Visit an outlet, if it is due by its interval, or for a slot."""
        desk, inputs = self.desk, self.desk.inputs
        found = inputs.registry.outlets.get(outlet)
        step = crawl_step(slot, outlet) if slot else None
        if desk.stopping:
            raise Interrupted("the worker ends")
        if found is None or (step and is_done(desk.store, step)):
            return
        run = new_run()
        with desk.busy():
            async with desk.leased(desk.groups[outlet], run) as work:
                await self._rest(found, work)
                desk.store.leases.take(VISITED + outlet, f"{desk.name} {run}", 0)
                wanted = Visit(found, self._since(slot, work))
                session = Session(work.store, run, step, frozenset(), shared=True)

                async def crawl(context: Context, outlet: Outlet, links_only: bool) -> OutletReport:
                    return await work.crawl(context, outlet, links_only, desk.runner(context, inputs))

                with bound(run=run):
                    report = await visit(session, desk.request, inputs, wanted, crawl)
        await self._after(slot, report)

    async def _rest(self, outlet: Outlet, work: Work) -> None:
        """Leave the delay of an outlet's hosts between the last request of another worker and ours."""
        if before := work.lease.before:
            await asyncio.sleep(max(0.0, outlet.politeness.delay - (work.lease.since - before).total_seconds()))

    def _since(self, slot: str | None, work: Work) -> datetime | None:
        if slot is None:
            return None
        plan, day = self._edition(slot[11:]), date.fromisoformat(slot[:10])
        edition = edition_of_slot(self.desk.inputs, plan, slot_on(plan, day))
        return polled_since(edition, work.store.digests, datetime.now(UTC))

    async def _after(self, slot: str | None, report: OutletReport | None) -> None:
        if report and report.verdict is OutletVerdict.STOPPED:
            raise Interrupted("the worker ends, or another has the outlet")
        if slot:
            await defer(self.app, orders.PLAN, self.desk.pace.settled)
        elif report and report.stored:
            await defer(self.app, orders.REGROUP, GATHERED)

    async def regroup(self) -> None:
        """Group the stories of the last days into events."""

        def work() -> None:
            with self.desk.busy(), kept(*self._editions(run := new_run())) as own, bound(run=run):
                regroup(context_of(Session(own, run, shared=True), self.desk.request, self.desk.inputs))

        await asyncio.to_thread(work)

    async def assemble(self, edition: str, day: str) -> None:
        """Make the edition of a slot, unless it is made."""
        if await asyncio.to_thread(self._make, edition, date.fromisoformat(day), ASSEMBLE, AFTERMATH):
            await defer(self.app, orders.PUBLISH)
            if needs_translation(self.desk.request, self._edition(edition)):
                await defer(self.app, orders.translate(edition, date.fromisoformat(day)))

    async def translate(self, edition: str, day: str) -> None:
        """Bring the edition of a slot out in its other languages, unless it is."""
        if await asyncio.to_thread(self._make, edition, date.fromisoformat(day), TRANSLATE, TRANSLATIONS):
            await defer(self.app, orders.PUBLISH)

    def _make(self, name: str, day: date, step: str, part: str) -> bool:
        """Make an edition, or make it again for its translations; return whether there is something to publish."""
        desk, plan, run = self.desk, self._edition(name), new_run()
        part_of_slot = Step(edition_key(day, name), step)
        slot = slot_on(plan, day)
        with desk.busy(), kept(*self._editions(run)) as own:
            made = is_made(slot, own.digests.made(slot.closed))
            ready = made if step == TRANSLATE else not made
            if is_done(own, part_of_slot) or not ready:
                return made
            session = Session(own, run, part_of_slot, frozenset((part,)), shared=True)
            result = write_only(replace(desk.request, edition=name, day=day), session=session)
        if result.report.verdict is Verdict.BLOCKED:
            _log.warning("%s: blocked: %s", part_of_slot.slot, "; ".join(result.report.reasons))
            return False
        return True

    async def publish(self) -> None:
        """Deliver what is due."""

        def work() -> None:
            channels = self._channels()
            if channels.by_id:
                for delivery in deliver(self.desk.store, channels, patience=PATIENCE):
                    if trouble := DeliveryReport.of(delivery).trouble:
                        _log.warning("%s", trouble)

        await asyncio.to_thread(work)

    async def alarms(self) -> None:
        """Judge the alarms, and send those that begin or end."""

        def work() -> None:
            inputs = self.desk.inputs
            with self.desk.busy(), kept(*self._editions(new_run())) as own:
                lines = judge_now(own, inputs.registry.outlets, inputs.plans, self._channels(), datetime.now(UTC))
            for line in (*lines.changed, *lines.failures):
                _log.warning("%s", line)

        await asyncio.to_thread(work)

    async def plan(self) -> None:
        """Put into the queue what is due."""
        desk = self.desk

        def work() -> list[Order]:
            desk.store.leases.take(PERIODIC + "plan", desk.name, 0)
            desk.reload()
            return plan_jobs(desk.store, desk.request, desk.inputs, desk.groups, datetime.now(UTC))

        for order in await asyncio.to_thread(work):
            await defer(self.app, order)

    async def sweep(self) -> None:
        """Free the jobs of dead workers, also of those whose row is gone, and close their runs."""
        desk, manager = self.desk, self.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=desk.pace.stalled):
            await free(self.app, job)

        def work() -> None:
            desk.store.leases.take(PERIODIC + "sweep", desk.name, 0)
            forget_old(desk.store)
            with desk.busy():
                close_dead_runs(desk.store, datetime.now(UTC))

        await asyncio.to_thread(work)
        await manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)

    def _editions(self, run: str) -> tuple[Any, str, str, float]:
        return self.desk.store, EDITIONS, f"{self.desk.name} {run}", self.desk.pace.lease

    def _edition(self, name: str) -> EditionPlan:
        return next(plan for plan in self.desk.inputs.plans if plan.name == name)

    def _channels(self) -> Channels:
        request = self.desk.request
        return load_channels(request.layers, os.environ, request.channels, request.access)


def forget_old(store: Store) -> None:
    """Forget the marks of workers and slots that ended long ago; others count on for ever."""
    before = store.leases.now() - OLD
    ended = [lease for lease in store.leases.find() if lease.until < before]
    store.leases.drop([lease.name for lease in ended if lease.name.startswith((WORKER, BEGUN))])


_CRONS = ((orders.PUBLISH, "*/5 * * * *"), (orders.ALARMS, "*/30 * * * *"))


def _order_of(job: Any, given: Mapping[str, Any]) -> Order:
    return Order(job.task_name, job.queue, job.priority, job.queueing_lock or job.task_name, job.lock, given)
