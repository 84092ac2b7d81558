"""A run: crawl, assemble, lint, write; it ends in a verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from aggregator.archive import Archive, Recorder
from aggregator.assemble import assemble_checked, past_entries, reach
from aggregator.context import Context, Registry
from aggregator.editions import EditionPlan, load_edition_plan
from aggregator.errors import EditionBlocked
from aggregator.formats import FORMATS
from aggregator.models import Digest, Edition, Language, Story
from aggregator.outlets import choose_outlets
from aggregator.publish.files import write_files
from aggregator.reports import OutletReport, OutletVerdict, RunReport, Verdict
from aggregator.rewriting import OtherLanguage, in_other_languages, shorten
from aggregator.seeds import seeds_folder
from aggregator.store import Store, open_store

MEMORY = timedelta(days=3)
"""An event of an edition that closed longer ago may come again: it is news of its own by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What a run is asked for."""

    store: str
    out: Path
    seeds: Path | None = None
    overrides: Path | None = None
    """A file to read instead of the seeds' `overrides.toml`."""
    helpers: Path | None = None
    """A file to read instead of the seeds' `language.toml`."""
    languages: tuple[Language, ...] = ()
    """Languages instead of the edition's."""
    edition: str = "evening"
    day: date | None = None
    """None: today in the edition's zone, or the day of the recording."""
    outlets: tuple[str, ...] = ()
    replay: tuple[Path, ...] = ()
    record: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A report, and the digest where one was written."""

    report: RunReport
    digest: Digest | None = None
    translations: tuple[Digest, ...] = ()
    """The digest in other languages."""


Watcher = Callable[[OutletReport], None]


def collect(request: RunRequest, watcher: Watcher | None = None) -> Result:
    """Crawl only."""
    with _run(request) as (context, run):
        reports = _crawl(context, request, watcher)
        result = Result(_crawl_report(run, reports, request))
        return _finished(context, result)


def collect_and_write(request: RunRequest, watcher: Watcher | None = None) -> Result:
    """Crawl, assemble, lint, write. A blocked edition is a report, not an error; other faults raise."""
    with _run(request) as (context, run):
        plan = load_edition_plan(context.registry.folder, request.edition)
        reports = _crawl(context, request, watcher)
        report = _crawl_report(run, reports, request)
        if any(outlet.verdict is OutletVerdict.STOPPED for outlet in reports):
            return _finished(context, Result(_stopped(report)))
        return _finished(context, _write(context, request, plan, report))


def write_only(request: RunRequest) -> Result:
    """Assemble, lint and write an edition from what the store holds."""
    with _run(request) as (context, run):
        plan = load_edition_plan(context.registry.folder, request.edition)
        report = RunReport(run=run, verdict=Verdict.OK, reasons=())
        return _finished(context, _write(context, request, plan, report))


@contextmanager
def _run(request: RunRequest) -> Iterator[tuple[Context, str]]:
    """Open what a run needs, hold the lock, and give everything back."""
    registry = Registry.load(seeds_folder(request.seeds), request.overrides, request.helpers)
    choose_outlets(registry.outlets, request.outlets)
    archive = Archive.open(request.replay) if request.replay else None
    store = open_store(request.store)
    try:
        with store.lock(), _recorder(request) as recorder:
            context = Context(store, registry, uuid4().hex[:12], archive, recorder)
            assert context.run is not None
            store.runs.start(context.run, context.now(), _parameters(request))
            yield context, context.run
    finally:
        store.close()


@contextmanager
def _recorder(request: RunRequest) -> Iterator[Recorder | None]:
    if request.record is None:
        yield None
        return
    name = datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S%z")
    with Recorder(request.record / f"{name}.warc.gz") as recorder:
        yield recorder


def _parameters(request: RunRequest) -> dict[str, Any]:
    """Return a request as JSON values; the store's password stays out."""
    values = asdict(replace(request, store=re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", request.store)))
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path | date) else value


def _crawl(context: Context, request: RunRequest, watcher: Watcher | None) -> list[OutletReport]:
    from aggregator.crawl import crawl  # imports Scrapy, which an edition made from the store does not need

    return crawl(context, choose_outlets(context.registry.outlets, request.outlets), watcher)


def _crawl_report(run: str, reports: Sequence[OutletReport], request: RunRequest) -> RunReport:
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


def _write(context: Context, request: RunRequest, plan: EditionPlan, report: RunReport) -> Result:
    day = request.day or context.now().astimezone(ZoneInfo(plan.zone)).date()
    edition = plan.on(day, context.registry.sections)
    try:
        digest, stories = _assemble(context.store, edition, context)
    except EditionBlocked as blocked:
        reasons = (*blocked.reasons, *report.reasons)
        return Result(replace(report, verdict=Verdict.BLOCKED, reasons=reasons, edition=edition.key))
    digest = shorten(context, digest, stories)
    documents = {form.file_name: form.render(digest) for form in FORMATS.values()}
    paths = write_files(request.out / edition.key, documents)
    _remember(context.store, digest, documents)
    others = in_other_languages(context, plan, request.languages or plan.languages, digest, stories, request.out)
    done = _with_languages(_written(report, digest, paths), others)
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
        left=len(digest.left),
        notes=digest.notes,
        files=tuple(map(str, paths)),
    )


def _assemble(store: Store, edition: Edition, context: Context) -> tuple[Digest, list[Story]]:
    """Return the digest, and the stories that it was made from."""
    registry = context.registry
    stories = [registry.recredited(story) for story in store.stories.between(*reach(edition))]
    past = store.digests.past(before=edition.end, since=edition.end - MEMORY)
    return assemble_checked(edition, stories, past, registry.sources), stories


def _remember(store: Store, digest: Digest, documents: dict[str, str]) -> None:
    edition = digest.edition
    document = json.loads(documents[FORMATS["json"].file_name])
    store.digests.save(edition.key, edition.language, document, past_entries(digest), edition.end)


def _finished(context: Context, result: Result) -> Result:
    report = result.report
    context.store.runs.finish(report.run, context.now(), report.verdict, report.as_json())
    return result
