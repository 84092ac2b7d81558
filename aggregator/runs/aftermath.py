"""The end of a run: alarms are judged and sent, and the page of health is written beside the editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import disk_usage

from aggregator.crawl.context import Context
from aggregator.errors import AggregatorError, Stopped
from aggregator.files import write_files
from aggregator.formats.latest import FILE as FILE_OF_LATEST
from aggregator.formats.latest import Missing
from aggregator.formats.naming import in_zone
from aggregator.models.report import RunReport, Verdict
from aggregator.operation.alarms import Past, lines
from aggregator.operation.asking import askings
from aggregator.operation.cluster import read_cluster
from aggregator.operation.health import healths
from aggregator.operation.history import LOOK_BACK
from aggregator.operation.keeping import SQLITE, candidates_folder
from aggregator.operation.page import FILE, render_page
from aggregator.operation.send import send_alarms
from aggregator.operation.watch import Pages, read_past, watch
from aggregator.publish.latest import say_missing
from aggregator.registry.editions import EditionPlan
from aggregator.runs import verdict
from aggregator.runs.check import Target
from aggregator.runs.request import Request


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
        failures = send_alarms(context.store, target.channels, context.now())
        lacks = [*failures, *_write_page(context, request, past), *_say_missing(context, request, report, target)]
        return verdict.lacking(report, lacks)
    except Stopped:
        return report


def _write_page(context: Context, request: Request, past: Past) -> Iterator[str]:
    """Write the page; yield the failure. The edition is written, so that this one only is said."""
    now, store = past.now, context.store
    outlets = context.registry.outlets
    found = healths(past.history, outlets, store.events.brought(now - LOOK_BACK), askings(store, outlets, now))
    try:
        page = render_page(found, store.alarms.recent(now - LOOK_BACK), now, read_cluster(store))
        with store.holding():
            write_files(request.out, {FILE: page})
    except AggregatorError as error:
        yield str(error)


def _say_missing(context: Context, request: Request, report: RunReport, target: Target) -> Iterator[str]:
    """Answer in `latest.json` that a blocked edition was not made, and why; yield the failure."""
    if report.verdict is not Verdict.BLOCKED or report.edition is None:
        return
    edition = target.plan.on(date.fromisoformat(report.edition[:10]), context.registry.sections)
    if context.store.digests.get(edition.key, edition.language):  # only its correction is blocked
        return
    missing = Missing(
        key=edition.key,
        name=edition.name,
        date=edition.day,
        language=edition.language,
        end=in_zone(edition.end, edition),
        reasons=report.reasons,
        at=in_zone(context.now().replace(microsecond=0), edition),
    )
    try:
        say_missing(request.out, FILE_OF_LATEST, missing)
        target.channels.say_missing(missing)
    except AggregatorError as error:
        yield str(error)


def free_bytes(request: Request) -> int:
    """Return the free bytes of the disk of the output folder or of the store, whichever has less."""
    return min(disk_usage(_existing(path)).free for path in _places(request))


def _places(request: Request) -> Iterator[Path]:
    yield request.out
    if request.store.startswith(SQLITE):
        yield Path(request.store.removeprefix(SQLITE))


def _existing(path: Path) -> Path:
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
