"""A run from its beginning to its end: on a store, with a recording, into a report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.archive import Recorder
from aggregator.crawl.context import Context
from aggregator.crawl.logs import bound
from aggregator.crawl.watcher import NOBODY, Watcher
from aggregator.errors import Stopped, StoreError
from aggregator.models import Digest
from aggregator.models.report import RunReport
from aggregator.registry.files import digest_of
from aggregator.runs import verdict
from aggregator.runs.aftermath import look_after
from aggregator.runs.check import Inputs
from aggregator.runs.request import Request
from aggregator.runs.session import AFTERMATH, Session, alone, close_dead_runs
from aggregator.store import open_store

if TYPE_CHECKING:
    from aggregator.runs.target import Target

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """A report, and the digest if one was written."""

    report: RunReport
    digest: Digest | None = None
    translations: tuple[Digest, ...] = ()
    """The digest in other languages."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way."""

    request: Request
    inputs: Inputs
    session: Session
    context: Context
    report: RunReport
    """As far as the run has got."""
    watcher: Watcher


def run_phases(
    request: Request,
    inputs: Inputs,
    phases: Callable[[Run], Result],
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
                    run = Run(request, inputs, own, replace(context, recorder=recording), ending.report, watcher)
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
