"""Progress of a run, on a terminal: the phase, outlets, pages and stories so far, and the time that is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from aggregator.models.report import OutletReport, OutletVerdict
from aggregator.runs import Watcher


class Shown(Watcher):
    """Shows a line for each outlet, and under them how far the run has got."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("check", total=None, pages=0, stories=0)
        self._pages = self._stories = 0

    def begin(self, phase: str, outlets: int = 0) -> None:
        """Show the phase; only a crawl has an end that can be foreseen."""
        self._progress.update(self._task, description=phase, total=outlets or None, refresh=True)

    def outlet(self, report: OutletReport) -> None:
        """Show what became of an outlet."""
        self._pages += report.requests
        self._stories += report.stored
        mark = "[green]✓[/]" if report.verdict is OutletVerdict.OK else "[yellow]![/]"
        self._progress.console.print(
            f"{mark} {report.outlet}: {report.stored} stories, {report.copies} of them copies", highlight=False
        )
        self._progress.update(self._task, advance=1, pages=self._pages, stories=self._stories, refresh=True)


@contextmanager
def progress_on(console: Console) -> Iterator[Watcher]:
    """Show progress for a block. On a terminal that cannot move its cursor only the outlets' lines are printed."""
    if console.is_dumb_terminal:
        yield Shown(Progress(console=console, disable=True))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("outlets, {task.fields[pages]} pages, {task.fields[stories]} stories,"),
        TimeElapsedColumn(),
        TextColumn("gone, left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Shown(progress)
