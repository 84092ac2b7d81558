"""A run: crawl, assemble, lint, write; it ends in a verdict."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from aggregator.archive import Archive, Recorder
from aggregator.assemble import assemble_checked, past_entries
from aggregator.copies import LOOK_BACK
from aggregator.crawl.context import Context
from aggregator.crawl.logs import bound, log_stage
from aggregator.errors import AlreadyRunning, EditionBlocked
from aggregator.formats import FORMATS
from aggregator.models import Digest, Edition, PastEntry
from aggregator.models.delivery import Issue
from aggregator.models.report import DeliveryReport, OutletReport, OutletVerdict, RunReport, Verdict
from aggregator.publish.channels import NO_CHANNELS, Channels, load_channels
from aggregator.publish.deliver import PATIENCE, deliver
from aggregator.registry import Registry
from aggregator.registry.editions import EditionPlan, load_edition_plan
from aggregator.registry.files import seeds_folder
from aggregator.registry.outlets import choose_outlets
from aggregator.runs.material import gather, keep_events, regroup
from aggregator.runs.output import Output
from aggregator.runs.request import Request
from aggregator.runs.translations import OtherLanguage, in_other_languages, shorten
from aggregator.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Result:
    """A report, and the digest where one was written."""

    report: RunReport
    digest: Digest | None = None
    translations: tuple[Digest, ...] = ()
    """The digest in other languages."""


Watcher = Callable[[OutletReport], None]

_log = logging.getLogger(__name__)


def collect(request: Request, watcher: Watcher | None = None) -> Result:
    """Crawl only."""
    with _run(request) as (context, run):
        reports = _crawl(context, request, watcher)
        regroup(context)
        result = Result(_crawl_report(run, reports, request))
        return _finished(context, result)


def collect_and_write(request: Request, watcher: Watcher | None = None) -> Result:
    """Crawl, assemble, lint, write. A blocked edition is a report, not an error; other faults raise."""
    with _run(request) as (context, run):
        plan = load_edition_plan(context.registry.folder, request.edition)
        channels = _channels(context, request)
        reports = _crawl(context, request, watcher)
        report = _crawl_report(run, reports, request)
        if any(outlet.verdict is OutletVerdict.STOPPED for outlet in reports):
            return _finished(context, Result(_stopped(report)))
        return _finished(context, _write(context, request, plan, channels, report))


def write_only(request: Request) -> Result:
    """Assemble, lint and write an edition from what the store holds."""
    with _run(request) as (context, run):
        plan = load_edition_plan(context.registry.folder, request.edition)
        channels = _channels(context, request)
        report = RunReport(run=run, verdict=Verdict.OK, reasons=())
        return _finished(context, _write(context, request, plan, channels, report))


@contextmanager
def _run(request: Request) -> Iterator[tuple[Context, str]]:
    """Open what a run needs, hold the lock, and give everything back."""
    registry = Registry.load(seeds_folder(request.seeds), request.overrides, request.helpers)
    choose_outlets(registry.outlets, request.outlets)
    archive = Archive.open(request.replay) if request.replay else None
    store, run = open_store(request.store), uuid4().hex[:12]
    try:
        with store.lock(), bound(run=run), _recorder(request) as recorder:
            context = Context(store, registry, run, archive, recorder, request.at)
            store.runs.start(run, context.now(), request.as_json())
            yield context, run
    finally:
        store.close()


@contextmanager
def _recorder(request: Request) -> Iterator[Recorder | None]:
    if request.record is None:
        yield None
        return
    name = datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S%z")
    with Recorder(request.record / f"{name}.warc.gz") as recorder:
        yield recorder


def _crawl(context: Context, request: Request, watcher: Watcher | None) -> list[OutletReport]:
    from aggregator.crawl.crawlers import crawl  # imports Scrapy, which an edition made from the store does not need

    context.store.stories.drop_bands(context.now() - LOOK_BACK)
    return crawl(context, choose_outlets(context.registry.outlets, request.outlets), watcher)


def _crawl_report(run: str, reports: Sequence[OutletReport], request: Request) -> RunReport:
    reasons = tuple(f"{report.outlet}: {_reason(report)}" for report in reports if report.verdict != OutletVerdict.OK)
    return RunReport(
        run=run,
        verdict=Verdict.PARTIAL if reasons else Verdict.OK,
        reasons=reasons,
        outlets=tuple(reports),
        recorded=str(request.record) if request.record else None,
    )


def _stopped(report: RunReport) -> RunReport:
    """Say that no edition was written: what was collected until the signal is not the day."""
    return replace(report, verdict=Verdict.BLOCKED, reasons=("stopped by a signal", *report.reasons))


def _reason(report: OutletReport) -> str:
    """Say in a phrase what was missing at an outlet."""
    if not report.faults:
        return str(report.verdict)
    first = report.faults[0]
    more = f" (and {len(report.faults) - 1} more)" if len(report.faults) > 1 else ""
    return f"{first.reason}{more}" if first.url in first.reason else f"{first.reason}: {first.url}{more}"


def _channels(context: Context, request: Request) -> Channels:
    """Load the channels before anything is crawled: a secret that is missing is known at once."""
    return load_channels(context.registry.folder, os.environ, request.channels) if request.publish else NO_CHANNELS


def _write(context: Context, request: Request, plan: EditionPlan, channels: Channels, report: RunReport) -> Result:
    day = request.day or context.now().astimezone(ZoneInfo(plan.zone)).date()
    material = gather(context, plan.on(day, context.registry.sections))
    edition, stories = material.edition, material.stories
    keep_events(context, material)
    try:
        digest = assemble_checked(material, context.registry.sources)
    except EditionBlocked as blocked:
        reasons = (*blocked.reasons, *report.reasons)
        return Result(replace(report, verdict=Verdict.BLOCKED, reasons=reasons, edition=edition.key))
    log_stage(_log, "assemble", stories=len(stories), entries=len(digest.entries), left_out=len(digest.omissions))
    digest = shorten(context, digest, stories)
    output = Output(request.out, request.home, request.templates)
    written = output.write(digest, context.store)
    at = edition.made_at or context.now()
    remember = partial(_remember, context, channels, at)
    remember(digest, written.documents, past_entries(digest))
    languages = request.languages or plan.languages
    others = in_other_languages(context, plan, languages, digest, stories, output, remember)
    done = _published(context.store, channels, _with_languages(_written(report, digest, written.paths), others))
    return Result(done, digest, tuple(other.digest for other in others if other.digest))


def _with_languages(report: RunReport, others: Sequence[OtherLanguage]) -> RunReport:
    """Tell of the other languages; where anything is missing in one, the run is partial."""
    reports = tuple(other.report for other in others)
    reasons = tuple(f"{one.language}: {reason}" for one in reports for reason in one.reasons)
    verdict = Verdict.PARTIAL if reasons else report.verdict
    return replace(report, verdict=verdict, reasons=(*report.reasons, *reasons), languages=reports)


def _written(report: RunReport, digest: Digest, paths: Sequence[Path]) -> RunReport:
    return replace(
        report,
        edition=digest.edition.key,
        entries=len(digest.entries),
        left=len(digest.omissions),
        notes=digest.notes,
        files=tuple(map(str, paths)),
    )


def _remember(
    context: Context,
    channels: Channels,
    at: datetime,
    digest: Digest,
    documents: Mapping[str, str],
    entries: Sequence[PastEntry] = (),
) -> None:
    """Keep a digest that was written, and queue it for its channels."""
    edition = digest.edition
    document = json.loads(documents[FORMATS["json"].file_name])
    issue = _issue(edition, documents, channels)
    context.store.digests.save(edition.key, edition.language, document, entries, at, issue)


def _issue(edition: Edition, documents: Mapping[str, str], channels: Channels) -> Issue | None:
    """Return what is to be published; its time is the clock's, under replay too: it says when to send."""
    taking = channels.taking(edition.name, edition.language)
    content = {name: text.encode("utf-8") for name, text in documents.items()}
    return Issue(documents=content, channels=taking, at=datetime.now(UTC)) if taking else None


def _published(store: Store, channels: Channels, report: RunReport) -> RunReport:
    """Deliver what is due; what does not arrive makes the run partial, the edition stays written."""
    if not channels.by_id:
        return report
    try:
        deliveries = tuple(map(DeliveryReport.of, deliver(store, channels, patience=PATIENCE)))
    except AlreadyRunning as busy:
        return _lacking(report, (f"not delivered: {busy}",))
    troubles = tuple(trouble for delivery in deliveries if (trouble := delivery.trouble))
    log_stage(_log, "publish", deliveries=len(deliveries), troubles=len(troubles))
    return replace(_lacking(report, troubles), deliveries=deliveries)


def _lacking(report: RunReport, reasons: tuple[str, ...]) -> RunReport:
    verdict = Verdict.PARTIAL if reasons else report.verdict
    return replace(report, verdict=verdict, reasons=(*report.reasons, *reasons))


def _finished(context: Context, result: Result) -> Result:
    report = result.report
    context.store.runs.finish(report.run, context.now(), report.verdict, report.as_json())
    return result
