"""The work for a slot, as steps: the outlets to visit, then the edition, then its translations.

All of it is read from the store, so that any worker can go on where another one ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from aggregator.models import Edition
from aggregator.models.report import OutletReport, OutletVerdict, Verdict
from aggregator.registry.outlets import Outlet
from aggregator.runs.visits import plan_visits, polled_since
from aggregator.store import Step, Store

ASSEMBLE, TRANSLATE = "assemble", "translate"
ATTEMPTS = 3
"""Times that a step is tried; a worker that was killed in it does not count."""
RETRY = timedelta(minutes=15)
"""Between two attempts."""
_CRAWL = "crawl "
_DONE = frozenset({Verdict.OK, Verdict.PARTIAL})


def crawl_step(slot: str, outlet: str) -> Step:
    """Return the step of a crawl."""
    return Step(slot, _CRAWL + outlet)


def unvisited(store: Store, outlets: Sequence[Outlet], edition: Edition, now: datetime) -> list[Outlet]:
    """Return the outlets that a run of the edition would visit now, and that were not visited for its slot yet."""
    visited = {step for step, verdict, _ in store.runs.steps(edition.key) if verdict in _DONE}
    visits = plan_visits(store, outlets, now, polled_since(edition, store.digests, now), whole=False)
    return [outlet for outlet in visits.outlets if _CRAWL + outlet.id not in visited]


def visited(store: Store, slot: str) -> list[OutletReport]:
    """Return the reports of the outlets that were visited for a slot, by id; of several the last."""
    found = {report.outlet: report for row in store.runs.of_slot(slot) for report in _reports(row["report"])}
    return [found[outlet] for outlet in sorted(found)]


def may_try(store: Store, step: Step, now: datetime) -> bool:
    """Return whether a step that has not succeeded may be tried: again only after a while, and not for ever."""
    ends = [ended for name, _, ended in store.runs.steps(step.slot) if name == step.name and ended is not None]
    return len(ends) < ATTEMPTS and all(end + RETRY <= now for end in ends)


def is_done(store: Store, step: Step) -> bool:
    """Return whether a step has succeeded."""
    return any(name == step.name and verdict in _DONE for name, verdict, _ in store.runs.steps(step.slot))


def _reports(report: object) -> Iterator[OutletReport]:
    outlets = report.get("outlets", ()) if isinstance(report, dict) else ()
    for values in outlets:
        read = OutletReport.from_json(values)
        if read.verdict is not OutletVerdict.STOPPED:
            yield read
