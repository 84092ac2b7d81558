"""The phases of a run that make an edition: gather, assemble, write, translate, publish."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from aggregator.assemble import assemble_checked, with_binding_days
from aggregator.assemble.cautions import cautions_in
from aggregator.crawl.context import Context
from aggregator.crawl.logs import log_stage
from aggregator.errors import AlreadyRunning, EditionBlocked, Stopped
from aggregator.models import Digest, Edition, Language
from aggregator.models.report import DeliveryReport, LanguageReport, RunReport
from aggregator.publish.channels import Channels
from aggregator.publish.deliver import PATIENCE, deliver
from aggregator.runs import verdict
from aggregator.runs.amendments import with_amendments
from aggregator.runs.grouping import keep_events
from aggregator.runs.material import edition_of, gather
from aggregator.runs.outlets_read import outlets_read
from aggregator.runs.output import Output
from aggregator.runs.review import reviews_of
from aggregator.runs.run import Result, Run
from aggregator.runs.session import DELIVERIES, TRANSLATIONS
from aggregator.runs.slots import ASSEMBLE, unvisited, visited
from aggregator.runs.target import Target
from aggregator.runs.translations import Translation, in_other_languages, shorten
from aggregator.store import Store

_log = logging.getLogger(__name__)


def after_visits(run: Run, target: Target) -> Run:
    """Add to the report of a job what its slot's visits lack; the store has their own reports."""
    step = run.session.step
    if step is None or step.name != ASSEMBLE:
        return run
    store, report = run.session.store, run.report
    report = replace(verdict.crawled(report, visited(store, step.slot), {}, None), outlets=())
    edition = edition_of(run.request, run.context, target.plan)
    left = unvisited(store, run.inputs.outlets, edition, run.context.now())
    return replace(run, report=verdict.lacking(report, (f"{outlet.id}: not visited in time" for outlet in left)))


def write(run: Run, target: Target) -> Result:
    """Make an edition, put it out in all its languages, and publish it; a signal ends that, and the report stays."""
    try:
        return _make(run, target)
    except Stopped as error:
        return Result(verdict.blocked(run.report, (str(error),)))


def _make(run: Run, target: Target) -> Result:
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


def _output(run: Run, target: Target) -> Output:
    """Return where the edition goes."""
    request, channels = run.request, target.channels
    ordered = channels.corrected(request.mailed)
    return Output(run.context.store, request.out, request.home, request.templates, channels, ordered)


def _other_editions(run: Run, target: Target, digest: Digest) -> list[Edition]:
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
