"""The commands on the store itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.options import Places, spread

group = make_group(help="Bring the store up to date, check it, back it up, restore it, copy it.")


@group.command("upgrade")
@spread
def db_upgrade(*, places: Annotated[Places, "store"]) -> None:
    """Migrate the store to this program's schema, as the next run would; make it if there is none."""
    from aggregator.cli.db import upgrade_store

    upgrade_store(places)


@group.command("check")
@spread
def db_check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    """Check the whole store for damage; exit 1 and list the faults if there is any."""
    from aggregator.cli.db import check_store

    check_store(places, as_json)


@group.command("backup")
@spread
def db_backup(
    *,
    to: Annotated[Path, typer.Argument(help="File with a suffix, or a folder: the file's name is the time.")],
    places: Annotated[Places, "store"],
) -> None:
    """Write the store as it is now into one SQLite file; a run may be on meanwhile."""
    from aggregator.cli.db import back_up

    back_up(places, to)


@group.command("restore")
@spread
def db_restore(
    *,
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace a store that holds anything, or is damaged.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    """Put a backup into the store, on SQLite or PostgreSQL; a store that holds anything is not touched."""
    from aggregator.cli.db import restore_store

    restore_store(places, file, force)


@group.command("copy")
def db_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Store to copy, as given to --store.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Empty store, or none yet.")],
) -> None:
    """Copy a store into an empty one, from SQLite to PostgreSQL say, and compare each row; FROM stays as it is."""
    from aggregator.cli.db import copy_store

    copy_store(source, target)
