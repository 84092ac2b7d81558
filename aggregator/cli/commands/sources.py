"""The commands on sources."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.options import Registered, Since, Stored, spread


@spread
def sources_list(
    *,
    kind: Annotated[str | None, typer.Option(help="Only sources of this kind.", metavar="KIND")] = None,
    places: Registered,
) -> None:
    from aggregator.cli.sources import list_sources

    list_sources(kind, places)


@spread
def sources_show(
    *, name: Annotated[str, typer.Argument(help="A label as a page prints it.", metavar="NAME")], places: Registered
) -> None:
    from aggregator.cli.sources import show_source

    show_source(name, places)


@spread
def sources_check(*, places: Registered) -> None:
    from aggregator.cli.sources import check_sources

    check_sources(places)


@spread
def sources_unknown(
    *,
    since: Since = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print a line for sources.toml for each label.")] = False,
    places: Stored,
) -> None:
    from aggregator.cli.sources import list_unknown

    list_unknown(places, since, as_json, as_toml)
