"""The end of a run that makes an edition: alarms are sent, and what readers see instead of an edition is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aggregator.crawl.context import Context
from aggregator.errors import AggregatorError
from aggregator.files import write_files
from aggregator.formats.latest import FILE as FILE_OF_LATEST
from aggregator.formats.latest import Missing
from aggregator.formats.naming import in_zone
from aggregator.models.report import RunReport, Verdict
from aggregator.operation.alarms import Past
from aggregator.operation.asking import askings
from aggregator.operation.cluster import read_cluster
from aggregator.operation.health import healths
from aggregator.operation.history import LOOK_BACK
from aggregator.operation.page import FILE, render_page
from aggregator.operation.send import send_alarms
from aggregator.publish.latest import say_missing
from aggregator.runs.request import Request
from aggregator.runs.target import Target


def say_what_happened(
    context: Context, request: Request, report: RunReport, target: Target, past: Past
) -> Iterator[str]:
    """Send the alarms, write the page of health, say that an edition is missing; yield the failures."""
    yield from send_alarms(context.store, target.channels, context.now())
    yield from _write_page(context, request, past)
    yield from _say_missing(context, request, report, target)


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
