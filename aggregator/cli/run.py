"""The commands that run: run, crawl, digest, demo. Each ends with the exit code of its verdict."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from shutil import which
from typing import Any, NoReturn

import typer

from aggregator import SEEDS
from aggregator.cli.logs import Logs, say
from aggregator.cli.options import Places, edition_day
from aggregator.cli.stores import existing_store
from aggregator.errors import AggregatorError, UsageError, in_a_line
from aggregator.files import write_file
from aggregator.formats import text
from aggregator.models import Digest
from aggregator.models.report import RunReport, Verdict
from aggregator.runs import Result, collect, collect_and_write, verdict, write_only
from aggregator.runs.request import Request
from aggregator.stopping import received
from aggregator.text.counted import counted

DEMO_STORE = "demo.db"

_log = logging.getLogger(__name__)


def request(
    places: Places,
    *,
    edition: str = "evening",
    day: str | None = None,
    outlets: Sequence[str] | None = None,
    replay: Sequence[Path] | None = None,
    record: Path | None = None,
    **others: Any,
) -> Request:
    """Make a run's request of a command's values."""
    configured = places.configured.values
    return Request(
        store=places.store,
        out=places.out,
        seeds=places.seeds,
        desk=places.desk,
        overrides=places.overrides,
        helpers=places.language_file,
        languages=configured.languages,
        channels=places.channels,
        home=places.home,
        templates=places.templates,
        access=places.access,
        limits=configured.limits,
        edition=edition,
        day=edition_day(places, edition, day),
        outlets=tuple(outlets or configured.outlets),
        replay=tuple(replay or ()),
        record=record,
        **others,
    )


def run_edition(asked: Request, as_json: bool, logs: Logs, metrics: Path | None) -> NoReturn:
    """Crawl and write an edition; print it on a terminal."""
    with _measuring(asked, metrics), _reporting(as_json), logs.progress(as_json) as watcher:
        result = collect_and_write(asked, watcher)
    _finish(result, as_json, show=sys.stdout.isatty())


def crawl_only(asked: Request, as_json: bool, logs: Logs, metrics: Path | None) -> NoReturn:
    """Crawl."""
    with _measuring(asked, metrics), _reporting(as_json), logs.progress(as_json) as watcher:
        result = collect(asked, watcher)
    _finish(result, as_json, show=False)


def digest_only(asked: Request, as_json: bool, logs: Logs, metrics: Path | None) -> NoReturn:
    """Write an edition from the store; print it on a terminal."""
    with _measuring(asked, metrics), _reporting(as_json), logs.progress(as_json) as watcher:
        result = write_only(asked, watcher)
    _finish(result, as_json, show=sys.stdout.isatty(), always=True)


def run_demo(out: Path, as_json: bool, logs: Logs) -> NoReturn:
    """Run on the recorded day, and say what to do next. It has faults on purpose: a partial run exits with 0."""
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
    with _reporting(as_json), logs.progress(as_json) as watcher:
        result = collect_and_write(asked, watcher)
    next_steps = _next_steps(result.digest, asked.store) if result.digest else ()
    _finish(result, as_json, show=True, good=(Verdict.OK, Verdict.PARTIAL), next_steps=next_steps)


def _next_steps(digest: Digest, store: str) -> tuple[str, ...]:
    """Return commands to paste, as this one was called."""
    edition = digest.edition
    called = called_as()
    return (
        f"{called} explain --edition {edition.name} --date {edition.day} --store {quote(store)}",
        f"{called} export --to stories.jsonl --store {quote(store)}",
    )


def called_as() -> str:
    """Return how this program was called, for a shell: by its name if that is on the PATH, else by its path."""
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        return f"{quote(_short(Path(sys.executable)))} -m aggregator"
    found = which("aggregator")
    return "aggregator" if found and script.exists() and Path(found).samefile(script) else quote(_short(script))


def _short(path: Path) -> str:
    path = path.absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


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


def _finish(
    result: Result,
    as_json: bool,
    show: bool,
    good: Sequence[Verdict] = (Verdict.OK,),
    always: bool = False,
    next_steps: Sequence[str] = (),
) -> NoReturn:
    """Print the result, and exit with the verdict's code, or with 0 where the verdict is `good`."""
    report, stop = result.report, received()
    if as_json:
        _print_report(report)
    elif stop:
        say(f"aggregator: {stop}{_kept(report)}")
    else:
        if show and result.digest:
            print(text.render(result.digest))
        _summarise(report, always)
        for line in ("", "Next:", *(f"  {step}" for step in next_steps)) if next_steps else ():
            say(line, logging.INFO)
    if stop:
        raise typer.Exit(stop.exit_code)
    raise typer.Exit(0 if report.verdict in good else report.verdict.exit_code)


def _kept(report: RunReport) -> str:
    """Return what a run leaves that a signal ended."""
    stored = sum(outlet.stored for outlet in report.outlets)
    kept = [counted(stored, "new story")] if report.outlets else []
    kept += [report.edition] if report.files and report.edition else []
    return f"; kept: {', '.join(kept)}" if kept else ""


def _print_report(report: RunReport) -> None:
    print(json.dumps(report.as_json(), ensure_ascii=False))


def _summarise(report: RunReport, always: bool) -> None:
    """Say how the run ended, unless all is well and nobody watches or waits for a word; alarms are always said."""
    for line in report.alarms:
        say(f"aggregator: {line}")
    if report.verdict is Verdict.OK and not always and not sys.stderr.isatty():
        return
    level = logging.INFO if report.verdict is Verdict.OK else logging.WARNING
    say(_headline(report), level)
    for reason in report.reasons:
        say(f"  {reason}")
    for finding in report.cautions:
        say(f"  caution: {finding}", level)
    if places := [*_places(report)]:
        say(f"  written: {', '.join(places)}", logging.INFO)


def _places(report: RunReport) -> Iterator[str]:
    """Yield the folder of an edition, and its text in each other language."""
    if report.files:
        yield f"{Path(report.files[0]).parent}/"
    for language in report.languages:
        yield from (path for path in language.files if Path(path).name == text.FILE)


def _headline(report: RunReport) -> str:
    parts = [f"aggregator: {report.verdict}"]
    if report.outlets:
        stored = sum(outlet.stored for outlet in report.outlets)
        copies = sum(outlet.copies for outlet in report.outlets)
        crawled = f"{counted(stored, 'new story')} from {counted(len(report.outlets), 'outlet')}"
        parts.append(f"{crawled}, {copies} of them copies")
    if report.not_due:
        parts.append(f"{counted(len(report.not_due), 'outlet')} not due before {min(report.not_due.values())}")
    if report.edition:
        parts.append(f"{report.edition}: {counted(report.entries, 'entry')}")
    return "; ".join(parts)
