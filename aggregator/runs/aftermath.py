"""The end of a run: alarms are judged and sent, and the page of health is written beside the editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from aggregator.crawl.context import Context
from aggregator.errors import Stopped
from aggregator.models.report import RunReport
from aggregator.operation.alarms import lines
from aggregator.operation.keeping import SQLITE, candidates_folder
from aggregator.operation.watch import Pages, read_past, watch
from aggregator.registry.editions import EditionPlan
from aggregator.runs import verdict
from aggregator.runs.request import Request

if TYPE_CHECKING:
    from aggregator.runs.target import Target


def look_after(
    context: Context, request: Request, report: RunReport, plans: Sequence[EditionPlan], target: Target | None
) -> RunReport:
    """Add the alarms that begin and end to the report, and send them; a channel that fails makes it partial.

    `plans` are those of all editions; `target` is the edition's, if the run makes one: only then there are channels and
    a folder for the page. A replay has no present, unless the request names one. A signal ends this; the report stays.
    """
    if verdict.stopped(report) or (context.replaying and request.at is None):
        return report
    try:
        report = replace(report, free_bytes=free_bytes(request))
        past = read_past(context.store, plans, context.now(), report.as_json())
        pages = Pages(context.candidates, candidates_folder(request.store, request.out))
        changed = watch(context.store, context.registry.outlets, past, pages)
        report = replace(report, alarms=tuple(lines(changed)))
        if target is None:
            return report
        from aggregator.runs.after_edition import say_what_happened  # sends and writes, which a crawl does not

        return verdict.lacking(report, say_what_happened(context, request, report, target, past))
    except Stopped:
        return report


def free_bytes(request: Request) -> int:
    """Return the free bytes of the disk of the output folder or of the store, whichever has less."""
    return min(disk_usage(_existing(path)).free for path in _places(request))


def _places(request: Request) -> Iterator[Path]:
    yield request.out
    if request.store.startswith(SQLITE):
        yield Path(request.store.removeprefix(SQLITE))


def _existing(path: Path) -> Path:
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
