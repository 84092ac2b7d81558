"""The command publish."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import DATES, AsJson, Places, edition_day, spread


@spread
def publish(
    *,
    channel: Annotated[str | None, typer.Option(help="Only this channel.", metavar="ID")] = None,
    edition: Annotated[str | None, typer.Option(help="Only editions of this name.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", help=f"Only editions of this day: {DATES}.", metavar="DATE")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Resend uncertain and abandoned deliveries (any delivery if channel, edition and date are given).",
        ),
    ] = False,
    done: Annotated[
        bool,
        typer.Option(
            "--done", help="Mark uncertain and abandoned deliveries as sent (with --channel, waiting ones too)."
        ),
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="List deliveries with their states; send nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would go where; send nothing.")] = False,
    test: Annotated[
        str | None, typer.Option("--test", help="Send a test message by this channel, and nothing else.", metavar="ID")
    ] = None,
    as_json: AsJson = False,
    places: Annotated[Places, "seeds", "channels", "store"],
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.publish import publish, send_test
    from aggregator.models.delivery import Selection

    if test:
        send_test(places, test)
        return
    selection = Selection(channel=channel, edition=edition, day=edition_day(places, edition, day))
    modes = {"--again": again, "--done": done, "--list": listed, "--dry-run": dry_run}
    publish(places, selection, [name for name, given in modes.items() if given], as_json)
