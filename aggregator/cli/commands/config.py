"""The commands on the configuration."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.options import Metrics, Places, Record, spread

group = make_group(help="Look at the configuration.")


@group.command("show")
@spread
def config_show(
    *,
    record: Record = None,
    metrics: Metrics = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Places,
) -> None:
    """Show every key of the configuration: its value, and where that is from."""
    from aggregator.cli.config import show_configuration

    show_configuration(places, {"record": record, "metrics": metrics}, as_json)
