"""The commands of the schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import Metrics, Places, Record, spread

Target = Literal["systemd", "cron", "kubernetes"]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Only this edition; repeatable.", metavar="NAME")]


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
    from aggregator.cli.schedule import print_schedule

    print_schedule(places, target, edition or (), {"record": record, "metrics": metrics}, image, to)


@spread
def schedule_run(
    *, edition: Editions = None, record: Record = None, metrics: Metrics = None, places: Places, logs: Logs
) -> None:
    logs.set_up()
    from aggregator.cli.schedule import run_schedule

    run_schedule(places, edition or (), {"record": record, "metrics": metrics}, logs.flags)
