"""The commands of operation: alarms, doctor, gc, init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import Places, spread


@spread
def alarms(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Judge the stored runs as of now, send what changes, and print it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the open alarms as a JSON array.")] = False,
    places: Annotated[Places, "seeds", "channels", "store"],
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.alarms import check_alarms, list_alarms

    if check:
        check_alarms(places)
    else:
        list_alarms(places, as_json)


@spread
def doctor(
    *,
    url: Annotated[str | None, typer.Option(help="Compare the clock with the Date header of this address.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Annotated[Places, "seeds", "overrides", "channels", "language_file", "store", "out"],
) -> None:
    from aggregator.cli.doctor import examine

    examine(places, url, as_json)


@spread
def gc(
    *,
    days: Annotated[int, typer.Option(min=1, help="Age of rows, in days, from which they are deleted.")] = 365,
    archive: Annotated[
        Path | None, typer.Option(help="Folder of recordings, as given to --record.", metavar="DIR", file_okay=False)
    ] = None,
    archive_days: Annotated[int, typer.Option(min=1, help="Age of recordings, and of pages kept by an alarm.")] = 90,
    archive_mb: Annotated[
        int | None, typer.Option(min=0, help="Size of all recordings, beyond which the oldest are deleted.")
    ] = None,
    delete: Annotated[bool, typer.Option("--delete/--dry-run", help="Delete, or only print what would be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Annotated[Places, "store", "out"],
) -> None:
    from aggregator.cli.gc import Recordings, collect_garbage

    collect_garbage(places, days, Recordings(archive, archive_days, archive_mb), delete, as_json)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make, or to complete.", metavar="DIR")],
) -> None:
    from aggregator.cli.init import make_desk

    make_desk(folder)
