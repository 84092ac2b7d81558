"""The commands of db: the store is brought up to date, checked, backed up and restored."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.errors import StoreError
from aggregator.files import cannot_write, require_folder
from aggregator.store import open_store
from aggregator.store.backups import backup, copy, restore


def upgrade_store(places: Places) -> None:
    """Bring a store up to date; make it if it is not there."""
    open_store(places.store).close()


def check_store(places: Places, as_json: bool) -> None:
    """Print what is damaged; exit with 1 if anything is."""
    try:
        with existing_store(places.store) as store:
            faults = store.faults()
    except StoreError as error:
        if not as_json:
            raise
        faults = [str(error)]
    if as_json:
        print(json.dumps({"sound": not faults, "faults": faults}, ensure_ascii=False))
    else:
        print("\n".join(faults) or "sound")
    raise typer.Exit(bool(faults))


def back_up(places: Places, to: Path) -> None:
    """Print where the backup is; make the folder that it is to lie in, but none above."""
    require_folder(to)
    if not to.suffix:
        _make_folder(to)
    print(backup(places.store, to))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def restore_store(places: Places, file: Path, force: bool) -> None:
    """Print where the store that was there is kept."""
    if kept := restore(places.store, file, force=force):
        print(f"the store that it replaces is kept as {kept}")


def copy_store(source: str, target: str) -> None:
    """Print how many rows each table has, the same in both stores."""
    for name, count in copy(source, target).items():
        print(f"{count:>9}  {name}")
