"""Progress on a terminal: the phase, how much of it is done, pages and stories so far, and the time that is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from aggregator.crawl.watcher import Watcher
from aggregator.models.report import OutletReport, OutletVerdict
from aggregator.text.counted import counted


class Shown(Watcher):
    """Shows a line for each outlet, and under them how far the run has got."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("check", total=None, note="")
        self._done = self._steps = self._pages = self._stories = 0
        self._of = ""

    def begin(self, phase: str, steps: int = 0, of: str = "") -> None:
        """Show the phase, and its end if that can be foreseen."""
        self._done, self._steps, self._of = 0, steps, of
        self._progress.reset(self._task, description=phase, total=steps or None, note=self._note())

    def step(self) -> None:
        """Show that a step ended."""
        self._done += 1
        self._progress.update(self._task, advance=1, note=self._note(), refresh=True)

    def outlet(self, report: OutletReport) -> None:
        """Show what became of an outlet."""
        self._pages += report.requests
        self._stories += report.stored
        mark = "[green]✓[/]" if report.verdict is OutletVerdict.OK else "[yellow]![/]"
        self._progress.console.print(
            f"{mark} {report.outlet}: {counted(report.stored, 'story')}, {report.copies} of them copies",
            highlight=False,
        )
        self.step()

    def _note(self) -> str:
        done = f"{self._done} of {counted(self._steps, self._of)}" if self._steps else ""
        crawled = (counted(self._pages, "page"), counted(self._stories, "story")) if self._pages else ()
        return ", ".join(filter(None, (done, *crawled)))


def console_for(environment: Mapping[str, str], **options: Any) -> Console:
    """Return a console on stderr. With `NO_COLOR` it is plain: Rich alone would keep what is bold."""
    plain = {"color_system": None} if environment.get("NO_COLOR") else {}
    return Console(**{"stderr": True, "_environ": environment, **plain, **options})


@contextmanager
def progress_on(console: Console) -> Iterator[Watcher]:
    """Show progress for a block. On a terminal that cannot move its cursor only the outlets' lines are printed."""
    if console.is_dumb_terminal:
        yield Shown(Progress(console=console, disable=True))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TextColumn("so far, left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Shown(progress)
