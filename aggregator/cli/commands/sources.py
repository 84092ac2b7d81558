"""The commands on sources."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.options import Registered, Since, Stored, spread

group = make_group(help="Inspect and check the source registry, and find labels it lacks.")


@group.command("list")
@spread
def sources_list(
    *,
    kind: Annotated[str | None, typer.Option(help="Only sources of this kind.", metavar="KIND")] = None,
    places: Registered,
) -> None:
    """List the sources: id, names, kind, group."""
    from aggregator.cli.sources import list_sources

    list_sources(kind, places)


@group.command("show")
@spread
def sources_show(
    *, name: Annotated[str, typer.Argument(help="A label as a page prints it.", metavar="NAME")], places: Registered
) -> None:
    """Show which source a label credits and why, read as a story's label would be."""
    from aggregator.cli.sources import show_source

    show_source(name, places)


@group.command("check")
@spread
def sources_check(*, places: Registered) -> None:
    """Check the source registry; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.sources import check_sources

    check_sources(places)


@group.command("unknown")
@spread
def sources_unknown(
    *,
    since: Since = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print a line for sources.toml for each label.")] = False,
    places: Stored,
) -> None:
    """List labels of stored stories that the registry does not know, most frequent first."""
    from aggregator.cli.sources import list_unknown

    list_unknown(places, since, as_json, as_toml)
