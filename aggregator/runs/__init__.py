"""A run, phase by phase: check, crawl, gather, assemble, write, translate, publish; it ends in a verdict.

What makes an edition is imported by the functions that make one, so that a crawl does not wait for it.
"""

from __future__ import annotations

from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.copies import LOOK_BACK
from aggregator.crawl.context import Context
from aggregator.crawl.watcher import NOBODY, Watcher
from aggregator.errors import STOPPED
from aggregator.models.report import OutletReport, RunReport
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.sources import Sources
from aggregator.runs import verdict
from aggregator.runs.check import check_contact, check_inputs
from aggregator.runs.grouping import regroup
from aggregator.runs.request import Request
from aggregator.runs.run import Result, Run, run_phases
from aggregator.runs.session import Session, for_editions
from aggregator.runs.visits import Visits, plan_visits, polled_since
from aggregator.schedule.slots import is_made, last_slot
from aggregator.store import open_existing

if TYPE_CHECKING:
    from aggregator.assemble import Material

__all__ = [
    "NOBODY",
    "Request",
    "Result",
    "Watcher",
    "collect",
    "collect_and_write",
    "read_material",
    "write_only",
]


def collect(request: Request, watcher: Watcher = NOBODY) -> Result:
    """Crawl only."""

    def phases(run: Run) -> Result:
        report = _crawl(run, None)
        if verdict.stopped(report):
            return Result(verdict.blocked(report, (STOPPED,)))
        regroup(run.context)
        return Result(report)

    inputs = check_inputs(request)
    check_contact(request, inputs)
    return run_phases(request, inputs, phases, watcher)


def collect_and_write(request: Request, watcher: Watcher = NOBODY) -> Result:
    """Crawl, and write an edition. A blocked edition is reported; other errors raise."""
    from aggregator.runs.edition import write
    from aggregator.runs.material import edition_of
    from aggregator.runs.target import check_target

    inputs = check_inputs(request)
    target = check_target(request, inputs.registry)
    check_contact(request, inputs)

    def phases(run: Run) -> Result:
        if request.due:
            slot = last_slot(target.plan, run.context.now())
            if is_made(slot, run.context.store.digests.made(slot.closed)):
                return Result(replace(run.report, notes=(f"{slot.key} is made already",)))
            run = replace(run, request=replace(request, day=slot.day, due=False))
        edition = edition_of(run.request, run.context, target.plan)
        report = _crawl(run, polled_since(edition, run.context.store.digests, run.context.now()))
        if verdict.stopped(report):  # an edition of half a crawl would be final
            return Result(verdict.blocked(report, (STOPPED,)))
        return write(replace(run, report=report), target)

    return run_phases(request, inputs, phases, watcher, target)


def write_only(request: Request, watcher: Watcher = NOBODY, session: Session | None = None) -> Result:
    """Write an edition from the stories in the store. A blocked edition is reported; other errors raise.

    `session`: that of a worker; without it the run opens the store.
    """
    from aggregator.runs.edition import after_visits, write
    from aggregator.runs.target import check_target

    inputs = check_inputs(request)
    target = check_target(request, inputs.registry)
    opened = nullcontext(session) if session else for_editions(request.store, open_existing)
    return run_phases(request, inputs, lambda run: write(after_visits(run, target), target), watcher, target, opened)


def read_material(request: Request) -> tuple[Material, Sources]:
    """Return what `assemble` makes the edition of a request from: its material, and the sources. Nothing is written.

    Raise `AggregatorError` for a store that is not there, a faulty registry, or an edition that it does not have.
    """
    from aggregator.runs.material import edition_of, gather

    inputs = check_inputs(request)
    plan = load_edition_plan(inputs.registry.layers, request.edition)
    with closing(open_existing(request.store)) as store:
        context = Context(store, inputs.registry, archive=inputs.archive, at=request.at)
        return gather(context, edition_of(request, context, plan)), inputs.registry.sources


def _crawl(run: Run, since: datetime | None) -> RunReport:
    """Crawl the outlets that are due, and the links that earlier runs left at the others; polls up to `since` are old.

    A replay has no present, and asks all.
    """
    context = run.context
    recorded = context.recorder.path.absolute() if context.recorder else None
    whole = bool(run.request.outlets or run.request.ask_all or context.replaying)
    visits = plan_visits(context.store, run.inputs.outlets, context.now(), since, whole)
    run.watcher.begin("crawl", len(visits.outlets), "outlet")
    context.store.stories.drop_bands(context.now() - LOOK_BACK)
    reports = _visit(run, visits) if visits.outlets else []
    return verdict.crawled(run.report, reports, visits.not_due, recorded)


def _visit(run: Run, visits: Visits) -> list[OutletReport]:
    from aggregator.crawl.crawlers import crawl  # imports Scrapy, which a run that asks nobody does not need

    return crawl(run.context, visits.outlets, run.watcher.outlet, visits.links_only)
