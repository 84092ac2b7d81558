"""The commands on the store itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.options import Places, spread


@spread
def db_upgrade(*, places: Annotated[Places, "store"]) -> None:
    from aggregator.cli.db import upgrade_store

    upgrade_store(places)


@spread
def db_check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    from aggregator.cli.db import check_store

    check_store(places, as_json)


@spread
def db_backup(
    *,
    to: Annotated[Path, typer.Argument(help="File with a suffix, or a folder: the file's name is the time.")],
    places: Annotated[Places, "store"],
) -> None:
    from aggregator.cli.db import back_up

    back_up(places, to)


@spread
def db_restore(
    *,
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace a store that holds anything, or is damaged.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    from aggregator.cli.db import restore_store

    restore_store(places, file, force)


def db_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Store to copy, as given to --store.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Empty store, or none yet.")],
) -> None:
    from aggregator.cli.db import copy_store

    copy_store(source, target)
