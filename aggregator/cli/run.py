"""The commands that run: run, crawl, digest, demo. Each ends with the exit code of its verdict."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import typer

from aggregator import SEEDS
from aggregator.cli.logs import Logs, say
from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.errors import AggregatorError, UsageError, in_a_line
from aggregator.files import write_file
from aggregator.formats import FORMATS
from aggregator.models.report import RunReport, Verdict
from aggregator.runs import NOBODY, Result, Watcher, collect, collect_and_write, verdict, write_only
from aggregator.runs.request import Request
from aggregator.stopping import received

DEMO_STORE = "demo.db"

_log = logging.getLogger(__name__)


def request(
    places: Places,
    *,
    day: datetime | None = None,
    outlets: Sequence[str] | None = None,
    replay: Sequence[Path] | None = None,
    record: Path | None = None,
    **others: Any,
) -> Request:
    """Make a run's request of a command's values."""
    return Request(
        **asdict(places),
        day=day.date() if day else None,
        outlets=tuple(outlets or ()),
        replay=tuple(replay or ()),
        record=record,
        **others,
    )


def run_edition(asked: Request, as_json: bool, logs: Logs, metrics: Path | None) -> NoReturn:
    """Crawl and write an edition; print it on a terminal."""
    with _measuring(asked, metrics), _reporting(as_json), _progress(as_json, logs) as watcher:
        result = collect_and_write(asked, watcher)
    _finish(result, as_json, show=sys.stdout.isatty())


def crawl_only(asked: Request, as_json: bool, logs: Logs, metrics: Path | None) -> NoReturn:
    """Crawl."""
    with _measuring(asked, metrics), _reporting(as_json), _progress(as_json, logs) as watcher:
        result = collect(asked, watcher)
    _finish(result, as_json, show=False)


def digest_only(asked: Request, as_json: bool, metrics: Path | None) -> NoReturn:
    """Write an edition from the store; print it on a terminal."""
    with _measuring(asked, metrics), _reporting(as_json):
        result = write_only(asked)
    _finish(result, as_json, show=sys.stdout.isatty())


def run_demo(out: Path, as_json: bool, logs: Logs) -> NoReturn:
    """Run on the recorded day. It has faults on purpose, so that a partial run exits with 0."""
    folder = SEEDS / "demo"
    asked = Request(
        store=f"sqlite:///{out / DEMO_STORE}",
        out=out,
        helpers=folder / "language.toml",
        languages=("zh", "en"),
        outlets=tuple((folder / "outlets.txt").read_text("utf-8").split()),
        replay=tuple(sorted(folder.glob("*.warc.gz"))),
        publish=False,
    )
    with _reporting(as_json), _progress(as_json, logs) as watcher:
        result = collect_and_write(asked, watcher)
    _finish(result, as_json, show=True, good=(Verdict.OK, Verdict.PARTIAL))


@contextmanager
def _measuring(asked: Request, path: Path | None) -> Iterator[None]:
    """Replace the file of metrics when the run has ended, however it did; a fault of the file does not change that."""
    try:
        yield
    finally:
        if path and not isinstance(sys.exc_info()[1], UsageError):
            _measure(asked, path)


def _measure(asked: Request, path: Path) -> None:
    from aggregator.operation.metrics import metrics

    try:
        with existing_store(asked.store) as store:
            write_file(path, metrics(store, datetime.now(UTC)).encode())
    except (AggregatorError, OSError) as error:
        _log.warning("%s: metrics not written: %s", path, in_a_line(error))


@contextmanager
def _reporting(as_json: bool) -> Iterator[None]:
    """Print a report for an error as well, where a report is asked for."""
    try:
        yield
    except Exception as error:
        if as_json and not isinstance(error, UsageError):
            _print_report(verdict.failed(verdict.begun(run=""), error))
        raise


@contextmanager
def _progress(as_json: bool, logs: Logs) -> Iterator[Watcher]:
    """Show progress where somebody watches."""
    if as_json or not logs.watched:
        yield NOBODY
        return
    from rich.console import Console

    from aggregator.cli.progress import progress_on

    with progress_on(Console(stderr=True)) as watcher:
        yield watcher


def _finish(result: Result, as_json: bool, show: bool, good: Sequence[Verdict] = (Verdict.OK,)) -> NoReturn:
    """Print the result, and exit with the verdict's code, or with 0 where the verdict is `good`."""
    report = result.report
    if as_json:
        _print_report(report)
    else:
        if show and result.digest:
            for digest in (result.digest, *result.translations):
                print(FORMATS["text"].render(digest))
        _summarise(report)
    if stop := received():
        raise typer.Exit(stop.exit_code)
    raise typer.Exit(0 if report.verdict in good else report.verdict.exit_code)


def _print_report(report: RunReport) -> None:
    print(json.dumps(report.as_json(), ensure_ascii=False))


def _summarise(report: RunReport) -> None:
    """Say how the run ended, unless all is well and nobody watches; alarms are always said."""
    for line in report.alarms:
        say(f"aggregator: {line}")
    if report.verdict is Verdict.OK and not sys.stderr.isatty():
        return
    level = logging.INFO if report.verdict is Verdict.OK else logging.WARNING
    files = (*report.files, *(path for language in report.languages for path in language.files))
    say(_headline(report), level)
    for reason in report.reasons:
        say(f"  {reason}")
    for path in files:
        say(f"  wrote {path}", logging.INFO)


def _headline(report: RunReport) -> str:
    parts = [f"aggregator: {report.verdict}"]
    if report.outlets:
        stored = sum(outlet.stored for outlet in report.outlets)
        copies = sum(outlet.copies for outlet in report.outlets)
        parts.append(f"{stored} new stories from {len(report.outlets)} outlets, {copies} of them copies")
    if report.edition:
        parts.append(f"{report.edition}: {report.entries} entries")
    return "; ".join(parts)
