"""The commands on outlets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import Places, Registered, Replay, spread


@spread
def outlets_list(*, places: Registered) -> None:
    from aggregator.cli.outlets import list_outlets

    list_outlets(places)


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
    from aggregator.cli.outlets import check_outlets

    check_outlets(tuple(ids or ()), places, samples)


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
    logs.set_up()
    from aggregator.cli.outlets import test_outlet

    test_outlet(outlet, url or (), entries, replay or (), places, logs)


@spread
def outlets_promote(
    *,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[str, typer.Option(help="Page of one of its stories.", metavar="URL")],
    samples: Annotated[Path, typer.Option(help="Folder of your samples, a folder an outlet.", metavar="DIR")],
    replay: Replay = None,
    places: Annotated[Places, "seeds", "store", "out"],
) -> None:
    from aggregator.cli.outlets import promote_page

    promote_page(outlet, url, replay or [], places, samples)


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
    logs.set_up()
    from aggregator.cli.outlets import propose_outlet

    entries = {"feed": feed, "listing": listing, "api": api}
    propose_outlet(url, {kind: at for kind, at in entries.items() if at}, places, id_, name, to, logs)
