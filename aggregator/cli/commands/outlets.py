"""The commands on outlets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.logs import Logs
from aggregator.cli.options import Places, Registered, Replay, spread

group = make_group(help="Inspect, check and extend the outlet registry.")


@group.command("list")
@spread
def outlets_list(*, places: Registered) -> None:
    """List the outlets: id, names, entry points, and how certain each entry point is."""
    from aggregator.cli.outlets import list_outlets

    list_outlets(places)


@group.command("check")
@spread
def outlets_check(
    *,
    ids: Annotated[list[str] | None, typer.Argument(help="Only these outlets.", metavar="[ID]...")] = None,
    places: Registered,
    samples: Annotated[
        Path | None,
        typer.Option(
            help="Folder of sample pages and expected stories [default: the checkout's, for the shipped registry].",
            metavar="DIR",
        ),
    ] = None,
) -> None:
    """Check seed files and sample pages offline; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.outlets import check_outlets

    check_outlets(tuple(ids or ()), places, samples)


@group.command("test")
@spread
def outlets_test(
    *,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[
        list[str] | None, typer.Option(help="Page of one of its stories; repeatable.", metavar="URL")
    ] = None,
    entries: Annotated[
        bool,
        typer.Option("--list", help="Show what its entry points announce, and what `story` and `deny` throw out."),
    ] = False,
    replay: Replay = None,
    places: Registered,
    logs: Logs,
) -> None:
    """Fetch pages; show each field read with the rule that found it, the credit, and selectors that find nothing."""
    logs.set_up()
    from aggregator.cli.outlets import test_outlet

    test_outlet(outlet, url or (), entries, replay or (), places, logs)


@group.command("promote")
@spread
def outlets_promote(
    *,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[str, typer.Option(help="Page of one of its stories.", metavar="URL")],
    samples: Annotated[Path, typer.Option(help="Folder of your samples, a folder an outlet.", metavar="DIR")],
    replay: Replay = None,
    places: Annotated[Places, "seeds", "store", "out"],
) -> None:
    """Keep one page as a sample, with what is read from it now, for you to correct.

    It is the one that an alarm kept beside the store; else it is fetched.
    """
    from aggregator.cli.outlets import promote_page

    promote_page(outlet, url, replay or [], places, samples)


@group.command("new")
@spread
def outlets_new(
    *,
    url: Annotated[str, typer.Argument(help="Page of a story.", metavar="URL")],
    feed: Annotated[str | None, typer.Option(help="Feed of the outlet.", metavar="URL")] = None,
    listing: Annotated[str | None, typer.Option("--list", help="Page that lists its stories.", metavar="URL")] = None,
    api: Annotated[str | None, typer.Option(help="JSON list of its stories.", metavar="URL")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="Id to give it [default: from the host].")] = None,
    name: Annotated[str | None, typer.Option(help="Name to give it [default: as the page says].")] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="New file to write, or a folder for a file with the id as its name [default: stdout]."),
    ] = None,
    places: Registered,
    logs: Logs,
) -> None:
    """Fetch a story's page, and a feed or list if given; print a registry file to review line by line."""
    logs.set_up()
    from aggregator.cli.outlets import propose_outlet

    entries = {"feed": feed, "listing": listing, "api": api}
    propose_outlet(url, {kind: at for kind, at in entries.items() if at}, places, id_, name, to, logs)
