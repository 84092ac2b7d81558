"""The commands of the schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.logs import Logs
from aggregator.cli.options import Metrics, Places, Record, spread

Target = Literal["systemd", "cron", "kubernetes"]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Only this edition; repeatable.", metavar="NAME")]

group = make_group(help="Let editions be made at their hours, by a system's timer or by this program.")


@group.command("print")
@spread
def schedule_print(
    *,
    target: Annotated[Target, typer.Option("--for", help="System whose timer starts the runs.")],
    edition: Editions = None,
    record: Record = None,
    metrics: Metrics = None,
    image: Annotated[str, typer.Option(help="Container image, for Kubernetes.")] = "newsdesk-digest",
    to: Annotated[
        Path | None, typer.Option(help="Folder to write the files to [default: stdout].", metavar="DIR")
    ] = None,
    places: Places,
) -> None:
    """Print what starts each edition at its hour; the options of `run` that are given here are in it."""
    from aggregator.cli.schedule import print_schedule

    print_schedule(places, target, edition or (), {"record": record, "metrics": metrics}, image, to)


@group.command("run")
@spread
def schedule_run(
    *, edition: Editions = None, record: Record = None, metrics: Metrics = None, places: Places, logs: Logs
) -> None:
    """Make each edition at its hour, and deliver, until a signal ends this; for containers."""
    logs.set_up()
    from aggregator.cli.schedule import run_schedule

    run_schedule(places, edition or (), {"record": record, "metrics": metrics}, logs.flags)
