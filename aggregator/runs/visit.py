"""A visit of one outlet as a run: how workers crawl."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.crawl.context import Context
from aggregator.errors import STOPPED
from aggregator.models.report import OutletReport, OutletVerdict
from aggregator.registry.outlets import Outlet
from aggregator.runs import verdict
from aggregator.runs.check import Inputs
from aggregator.runs.request import Request
from aggregator.runs.run import begin, context_of, end, recorder
from aggregator.runs.session import Session
from aggregator.runs.visits import plan_visits

Crawl = Callable[[Context, Outlet, bool], Awaitable[OutletReport]]
"""Crawls an outlet; the flag: only the links that earlier visits left."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An outlet to visit, and what makes that necessary."""

    outlet: Outlet
    since: datetime | None = None
    """Polls up to this moment are too old; None: the outlet is visited if its interval is over."""


async def visit(session: Session, request: Request, inputs: Inputs, wanted: Visit, crawl: Crawl) -> OutletReport | None:
    """Visit an outlet if it is due, as a run that the store records; return its report, or None if it is not due."""
    outlet = wanted.outlet
    context = context_of(session, request, inputs)
    visits = plan_visits(session.store, [outlet], context.now(), wanted.since, whole=False)
    if not visits.outlets:
        return None
    own = replace(request, outlets=(outlet.id,))
    with end(context, begin(context, own, session)) as ending, recorder(request.record, outlet.id) as recording:
        recorded = replace(context, recorder=recording)
        report = await crawl(recorded, outlet, outlet.id in visits.links_only)
        place = recording.path.absolute() if recording else None
        found = verdict.crawled(ending.report, [report], {}, place)
        stopped = report.verdict is OutletVerdict.STOPPED
        ending.report = verdict.blocked(found, (STOPPED,)) if stopped else found
    return report
