"""The commands that run: run, crawl, digest, demo."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from aggregator.formats import FORMATS
from aggregator.models.report import OutletReport, RunReport, Verdict
from aggregator.registry.files import seeds_folder
from aggregator.runs import Result, collect, collect_and_write, write_only
from aggregator.runs.request import Request

DEMO_STORE = "demo.db"


def request(
    edition: str,
    day: datetime | None,
    outlets: Sequence[str] | None,
    replay: Sequence[Path] | None,
    record: Path | None,
    seeds: Path | None,
    store: str,
    out: Path,
    overrides: Path | None = None,
    channels: Path | None = None,
    publish: bool = True,
    home: str | None = None,
    templates: Path | None = None,
) -> Request:
    """Make a run's request of the command's values."""
    return Request(
        store=store,
        out=out,
        seeds=seeds,
        overrides=overrides,
        edition=edition,
        day=day.date() if day else None,
        outlets=tuple(outlets or ()),
        replay=tuple(replay or ()),
        record=record,
        channels=channels,
        publish=publish,
        home=home,
        templates=templates,
    )


def run_edition(asked: Request, as_json: bool, verbose: bool) -> None:
    """Run, and leave with the verdict's exit code; on a terminal the digest is shown."""
    _set_up_logging(verbose)
    with _progress(as_json) as watcher:
        result = collect_and_write(asked, watcher)
    _tell(result, as_json, show=sys.stdout.isatty())
    raise typer.Exit(result.report.verdict.exit_code)


def crawl_only(asked: Request, as_json: bool, verbose: bool) -> None:
    """Crawl, and leave with the verdict's exit code."""
    _set_up_logging(verbose)
    with _progress(as_json) as watcher:
        result = collect(asked, watcher)
    _tell(result, as_json, show=False)
    raise typer.Exit(result.report.verdict.exit_code)


def digest_only(asked: Request, as_json: bool) -> None:
    """Write an edition from the store, and leave with the verdict's exit code."""
    result = write_only(asked)
    _tell(result, as_json, show=sys.stdout.isatty())
    raise typer.Exit(result.report.verdict.exit_code)


def run_demo(out: Path, as_json: bool, verbose: bool) -> None:
    """Run on the recorded day. Its faults are part of the recording: a partial run is what is expected."""
    folder = seeds_folder() / "demo"
    recorded = tuple(sorted(folder.glob("*.warc.gz")))
    outlets = tuple((folder / "outlets.txt").read_text("utf-8").split())
    asked = Request(
        store=f"sqlite:///{out / DEMO_STORE}",
        out=out,
        helpers=folder / "language.toml",
        languages=("zh", "en"),
        outlets=outlets,
        replay=recorded,
        publish=False,
    )
    _set_up_logging(verbose)
    with _progress(as_json) as watcher:
        result = collect_and_write(asked, watcher)
    _tell(result, as_json, show=True)
    expected = result.report.verdict is not Verdict.BLOCKED
    raise typer.Exit(0 if expected else result.report.verdict.exit_code)


def _set_up_logging(verbose: bool) -> None:
    """Log warnings to stderr, or what the crawlers do as well."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[OutletReport], None] | None]:
    """Show each outlet as it ends, on a terminal only."""
    if as_json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("collecting…") as status:

        def watch(report: OutletReport) -> None:
            mark = "[green]✓[/]" if report.verdict == "ok" else "[yellow]![/]"
            console.print(f"{mark} {report.outlet}: {report.stored} stories, {report.copies} of them copies")
            status.update("collecting…")

        yield watch


def _tell(result: Result, as_json: bool, show: bool) -> None:
    if as_json:
        print(json.dumps(result.report.as_json(), ensure_ascii=False))
        return
    if show and result.digest:
        for digest in (result.digest, *result.translations):
            print(FORMATS["text"].render(digest))
    _summarise(result.report)


def _summarise(report: RunReport) -> None:
    """Say how it ended on stderr: nothing where all is well and nobody watches."""
    if report.verdict is Verdict.OK and not sys.stderr.isatty():
        return
    print(_headline(report), file=sys.stderr)
    for reason in report.reasons:
        print(f"  {reason}", file=sys.stderr)
    for path in (*report.files, *(path for other in report.languages for path in other.files)):
        print(f"  wrote {path}", file=sys.stderr)


def _headline(report: RunReport) -> str:
    parts = [f"aggregator: {report.verdict}"]
    if report.outlets:
        stored, copies = sum(o.stored for o in report.outlets), sum(o.copies for o in report.outlets)
        parts.append(f"{stored} new stories from {len(report.outlets)} outlets, {copies} of them copies")
    if report.edition:
        parts.append(f"{report.edition}: {report.entries} entries")
    return "; ".join(parts)
