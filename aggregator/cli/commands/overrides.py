"""The commands on the manual overrides."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import DATES, Edition, Recredited, edition_day, spread


@spread
def overrides_diff(
    *,
    edition: Edition = "evening",
    day: Annotated[str, typer.Option("--date", help=f"Day of the edition: {DATES}.", metavar="DATE")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Recredited,
) -> None:
    from aggregator.cli.overrides import show_difference

    show_difference(places, edition, edition_day(places, edition, day), as_json)
