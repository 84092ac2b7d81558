"""The commands on the configuration."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import Metrics, Places, Record, spread


@spread
def config_show(
    *,
    record: Record = None,
    metrics: Metrics = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Places,
) -> None:
    from aggregator.cli.config import show_configuration

    show_configuration(places, {"record": record, "metrics": metrics}, as_json)
