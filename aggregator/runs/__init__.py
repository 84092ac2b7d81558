"""A run, phase by phase: check, crawl, gather, assemble, write, translate, publish; it ends in a verdict."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from aggregator.archive import Recorder
from aggregator.assemble import assemble_checked, with_binding_days
from aggregator.assemble.cautions import cautions_in
from aggregator.copies import LOOK_BACK
from aggregator.crawl.context import Context
from aggregator.crawl.logs import bound, log_stage
from aggregator.crawl.watcher import NOBODY, Watcher
from aggregator.errors import STOPPED, AlreadyRunning, EditionBlocked, Stopped, StoreError
from aggregator.models import Digest, Edition, Language
from aggregator.models.report import DeliveryReport, LanguageReport, RunReport
from aggregator.publish.channels import Channels
from aggregator.publish.deliver import PATIENCE, deliver
from aggregator.registry.files import digest_of
from aggregator.runs import verdict
from aggregator.runs.aftermath import look_after
from aggregator.runs.amendments import with_amendments
from aggregator.runs.check import Inputs, Target, check_contact, check_inputs, check_target
from aggregator.runs.material import edition_of, gather, keep_events, read_material, regroup
from aggregator.runs.outlets_read import outlets_read
from aggregator.runs.output import Output
from aggregator.runs.request import Request
from aggregator.runs.review import reviews_of
from aggregator.runs.session import AFTERMATH, DELIVERIES, TRANSLATIONS, Session, alone, close_dead_runs, for_editions
from aggregator.runs.slots import ASSEMBLE, unvisited, visited
from aggregator.runs.translations import Translation, in_other_languages, shorten
from aggregator.runs.visits import plan_visits, polled_since
from aggregator.schedule.slots import is_made, last_slot
from aggregator.store import Store, open_existing, open_store

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

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """A report, and the digest if one was written."""

    report: RunReport
    digest: Digest | None = None
    translations: tuple[Digest, ...] = ()
    """The digest in other languages."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run under way."""

    request: Request
    inputs: Inputs
    session: Session
    context: Context
    report: RunReport
    """As far as the run has got."""
    watcher: Watcher


def collect(request: Request, watcher: Watcher = NOBODY) -> Result:
    """Crawl only."""

    def phases(run: _Run) -> Result:
        report = _crawl(run, None)
        if verdict.stopped(report):
            return Result(verdict.blocked(report, (STOPPED,)))
        regroup(run.context)
        return Result(report)

    inputs = check_inputs(request)
    check_contact(request, inputs)
    return _run(request, inputs, phases, watcher)


def collect_and_write(request: Request, watcher: Watcher = NOBODY) -> Result:
    """Crawl, and write an edition. A blocked edition is reported; other errors raise."""
    inputs = check_inputs(request)
    target = check_target(request, inputs.registry)
    check_contact(request, inputs)

    def phases(run: _Run) -> Result:
        if request.due:
            slot = last_slot(target.plan, run.context.now())
            if is_made(slot, run.context.store.digests.made(slot.closed)):
                return Result(replace(run.report, notes=(f"{slot.key} is made already",)))
            run = replace(run, request=replace(request, day=slot.day, due=False))
        edition = edition_of(run.request, run.context, target.plan)
        report = _crawl(run, polled_since(edition, run.context.store.digests, run.context.now()))
        if verdict.stopped(report):  # an edition of half a crawl would be final
            return Result(verdict.blocked(report, (STOPPED,)))
        return _write(replace(run, report=report), target)

    return _run(request, inputs, phases, watcher, target)


def write_only(request: Request, watcher: Watcher = NOBODY, session: Session | None = None) -> Result:
    """Write an edition from the stories in the store. A blocked edition is reported; other errors raise.

    `session`: that of a worker; without it the run opens the store.
    """
    inputs = check_inputs(request)
    target = check_target(request, inputs.registry)
    opened = nullcontext(session) if session else for_editions(request.store, open_existing)
    return _run(request, inputs, lambda run: _write(_after_visits(run, target), target), watcher, target, opened)


def _run(
    request: Request,
    inputs: Inputs,
    phases: Callable[[_Run], Result],
    watcher: Watcher = NOBODY,
    target: Target | None = None,
    session: AbstractContextManager[Session] | None = None,
) -> Result:
    """Run the phases in a session, and record in the store how they end; without a session, alone on the store."""
    with session or alone(request.store, open_store) as own, bound(run=own.run):
        if not own.shared:
            own.store.require_sound()
        context = context_of(own, request, inputs)
        if not own.shared:
            close_dead_runs(own.store, context.now())
        with end(context, begin(context, request, own)) as ending:
            try:
                with recorder(request.record) as recording:
                    run = _Run(request, inputs, own, replace(context, recorder=recording), ending.report, watcher)
                    result = phases(run)
                if AFTERMATH in own.parts:
                    report = look_after(context, request, result.report, inputs.plans, target)
                    result = replace(result, report=report)
            except Stopped as error:
                result = Result(verdict.blocked(ending.report, (str(error),)))
            ending.report = result.report
        return result


def context_of(session: Session, request: Request, inputs: Inputs) -> Context:
    """Return the surroundings of a run."""
    return Context(
        session.store,
        inputs.registry,
        session.run,
        inputs.archive,
        at=request.at,
        access=request.access,
        limits=request.limits,
        shared=session.shared,
    )


def begin(context: Context, request: Request, session: Session) -> RunReport:
    """Record that a run begins; return its report, still empty."""
    settings = {**request.as_json(), "registry": digest_of(request.settings)}
    session.store.runs.start(session.run, context.now(), settings, session.step)
    return verdict.begun(session.run)


@dataclass(slots=True)
class Ending:
    """The report of a run, which its block replaces as it goes on."""

    report: RunReport


@contextmanager
def end(context: Context, report: RunReport) -> Iterator[Ending]:
    """Record how a run ends: as the block leaves it, or by the error that it raises."""
    ending = Ending(report)
    try:
        yield ending
    except BaseException as error:
        _abandon(context, verdict.failed(report, error))
        raise
    _finish(context, ending.report)


@contextmanager
def recorder(folder: Path | None, *names: str) -> Iterator[Recorder | None]:
    """Record the answers of a crawl for a block, if there is a folder; `names` are added to that of the file."""
    if folder is None:
        yield None
        return
    name = "-".join([datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S%z"), *names])
    with Recorder(folder / f"{name}.warc.gz") as recording:
        yield recording


def _finish(context: Context, report: RunReport) -> None:
    context.store.runs.finish(report.run, context.now(), report.verdict, report.as_json())


def _abandon(context: Context, report: RunReport) -> None:
    """Finish a run that raised; a store that cannot be written must not hide the first error."""
    try:
        _finish(context, report)
    except StoreError as error:
        _log.warning("the end of run %s is not recorded: %s", report.run, error)


def _crawl(run: _Run, since: datetime | None) -> RunReport:
    """Crawl the outlets that are due, and the links that earlier runs left at the others; polls up to `since` are old.

    A replay has no present, and asks all.
    """
    from aggregator.crawl.crawlers import crawl  # imports Scrapy, which an edition made from the store does not need

    context = run.context
    recorded = context.recorder.path.absolute() if context.recorder else None
    whole = bool(run.request.outlets or run.request.ask_all or context.replaying)
    visits = plan_visits(context.store, run.inputs.outlets, context.now(), since, whole)
    run.watcher.begin("crawl", len(visits.outlets), "outlet")
    context.store.stories.drop_bands(context.now() - LOOK_BACK)
    reports = crawl(context, visits.outlets, run.watcher.outlet, visits.links_only)
    return verdict.crawled(run.report, reports, visits.not_due, recorded)


def _after_visits(run: _Run, target: Target) -> _Run:
    """Add to the report of a job what its slot's visits lack; the store has their own reports."""
    step = run.session.step
    if step is None or step.name != ASSEMBLE:
        return run
    store, report = run.session.store, run.report
    report = replace(verdict.crawled(report, visited(store, step.slot), {}, None), outlets=())
    edition = edition_of(run.request, run.context, target.plan)
    left = unvisited(store, run.inputs.outlets, edition, run.context.now())
    return replace(run, report=verdict.lacking(report, (f"{outlet.id}: not visited in time" for outlet in left)))


def _write(run: _Run, target: Target) -> Result:
    """Make an edition, put it out in all its languages, and publish it; a signal ends that, and the report stays."""
    try:
        return _make(run, target)
    except Stopped as error:
        return Result(verdict.blocked(run.report, (str(error),)))


def _make(run: _Run, target: Target) -> Result:
    request, context = run.request, run.context
    run.watcher.begin("assemble")
    material = gather(context, edition_of(request, context, target.plan))
    made_at = material.edition.made_at or context.now()
    keep_events(context, material)
    try:
        digest = assemble_checked(material, context.registry.sources)
    except EditionBlocked as error:
        return Result(verdict.blocked(run.report, error.reasons, error.edition))
    stories = material.stories
    log_stage(_log, "assemble", stories=len(stories), entries=len(digest.entries), left_out=len(digest.omissions))
    final = made_at >= digest.edition.end
    digest = shorten(context, replace(digest, made_at=made_at if final else None), stories)
    try:
        digest, past = with_amendments(context, digest, material, request.amendment)
    except EditionBlocked as error:
        return Result(verdict.blocked(run.report, error.reasons, error.edition))
    digest = with_binding_days(digest)
    if target.plan.outlets:
        digest = replace(digest, outlets=outlets_read(context, digest, material, run.report, made_at))
    if request.amendment:
        for key in reviews_of(context.store, digest.edition, request.amendment.event):
            _log.warning("%s prints this event, too, and does not change by itself", key)
    output = _output(run, target)
    paths = output.put_out(digest, made_at, past=past, amendment=request.amendment)
    report = _cautioned(context, verdict.written(run.report, digest, stories, paths), digest)
    others = _other_editions(run, target, digest) if TRANSLATIONS in run.session.parts else []
    languages: list[LanguageReport] = []
    translations: list[Translation] = []
    try:
        if others:
            run.watcher.begin("translate", len(others) * len(digest.entries), "entry")
        for translation in in_other_languages(context, others, digest, stories, run.watcher.step):
            translations.append(translation)
            languages.append(_put_out(translation, output, made_at, digest.edition.language))
            if translation.digest:
                report = _cautioned(context, report, translation.digest)
        report = verdict.translated(report, languages)
        if DELIVERIES in run.session.parts:
            run.watcher.begin("publish")
            report = _publish(context.store, target.channels, report)
    except Stopped as stop:  # the edition is out
        report = verdict.lacking(report, (str(stop),))
    return Result(report, digest, tuple(translation.digest for translation in translations if translation.digest))


def _cautioned(context: Context, report: RunReport, digest: Digest) -> RunReport:
    registry = context.registry
    findings = cautions_in(digest, registry.cautions, registry.sources)
    return verdict.cautioned(report, digest.edition.language, findings)


def _output(run: _Run, target: Target) -> Output:
    """Return where the edition goes."""
    request, channels = run.request, target.channels
    ordered = channels.corrected(request.mailed)
    return Output(run.context.store, request.out, request.home, request.templates, channels, ordered)


def _other_editions(run: _Run, target: Target, digest: Digest) -> list[Edition]:
    """Return the edition in its other languages."""
    plan, own, sections = target.plan, digest.edition, run.context.registry.sections
    languages = dict.fromkeys(run.request.languages or plan.languages)
    return [plan.on(own.day, sections, language) for language in languages if language != own.language]


def _put_out(translation: Translation, output: Output, made_at: datetime, original: Language) -> LanguageReport:
    """Put a translation out, if there is one; return its report with its files."""
    if translation.digest is None:
        return translation.report
    files = output.put_out(translation.digest, made_at, original)
    return replace(translation.report, files=tuple(map(str, files)))


def _publish(store: Store, channels: Channels, report: RunReport) -> RunReport:
    """Deliver what is due; an edition that does not arrive stays written."""
    if not channels.by_id:
        return report
    try:
        deliveries = list(map(DeliveryReport.of, deliver(store, channels, patience=PATIENCE)))
    except AlreadyRunning as error:
        return verdict.lacking(report, (f"not delivered: {error}",))
    report = verdict.delivered(report, deliveries)
    troubles = sum(delivery.trouble is not None for delivery in deliveries)
    log_stage(_log, "publish", deliveries=len(deliveries), troubles=troubles)
    return report
