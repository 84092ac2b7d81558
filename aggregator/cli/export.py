"""The command export."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.abc import MetaPathFinder
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc
from aggregator.cli.tables import reading
from aggregator.exports.follow import append_export
from aggregator.exports.read import Asked
from aggregator.exports.write import Wanted, wanted, write_export, write_rows
from aggregator.files import require_folder
from aggregator.text.counted import counted


def export_table(
    places: Places,
    table: str | None,
    form: str | None,
    to: Path | None,
    window: tuple[datetime | None, datetime | None],
    only: Mapping[str, Sequence[str] | None],
    *,
    plain: bool,
    follow: bool,
) -> None:
    """Write a table, with manual credits, to stdout or to a file, which appears complete or not at all."""
    since, until = map(in_utc, window)
    asked = Asked(since, until, {name: tuple(values) for name, values in only.items() if values})
    what = wanted(table, form, to, asked, plain=plain, follow=follow)
    if to:
        require_folder(to)
    sys.meta_path.insert(0, _Hidden())
    with reading(places) as reader:
        gc.freeze()  # else each collection goes through the registry
        if to is None:
            with open(sys.stdout.fileno(), "wb", closefd=False) as stream:
                write_rows(reader, what, asked, stream)
        elif follow:
            new = counted(append_export(reader, what, to), f"new {what.table.row}")
            print(f"{new} to {to}", file=sys.stderr)
        else:
            _say(what, write_export(reader, what, to), to)


class _Hidden(MetaPathFinder):
    """Hides what pyarrow imports to see whether a list is one of theirs: 50 MB and half a second, where installed."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Say that there is none."""
        if fullname in {"numpy", "pandas"}:
            raise ModuleNotFoundError(fullname, name=fullname)


def _say(what: Wanted, counts: Mapping[str, int], to: Path) -> None:
    told = ", ".join(counted(counts[table.name], table.row) for table in what.tables)
    nothing = "; nothing matches" if not any(counts.values()) and (what.asked != Asked()) else ""
    print(f"{told} to {to}{nothing}", file=sys.stderr)
