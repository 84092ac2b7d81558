"""The command audit: ask an editor about the closest decisions of an edition, and score the answers."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aggregator.cli.options import Places
from aggregator.cli.tables import reading
from aggregator.errors import UsageError
from aggregator.exports.read import Asked, Reader
from aggregator.exports.table import Table
from aggregator.exports.tables import ENTRIES, OMISSIONS
from aggregator.files import cannot_write, require_folder, write_file
from aggregator.inspection.audit import AuditScore, sample, score, write_sample
from aggregator.inspection.table import aligned
from aggregator.text.counted import counted


def write_audit(places: Places, edition: str, language: str, to: Path, most: int) -> None:
    """Write the questions about an edition to a new file: one that is there may hold answers."""
    require_folder(to)
    if to.exists():
        raise UsageError(f"{to}: is there already, and may hold answers")
    asked = Asked(only={"edition": (edition,), "language": (language,)})
    with reading(places) as reader:
        rows = list(sample(_rows(reader, ENTRIES, asked), _rows(reader, OMISSIONS, asked), most))
    if not rows:
        raise UsageError(f"audit: no edition {edition} in {language}")
    stream = io.BytesIO()
    write_sample(rows, stream)
    try:
        write_file(to, stream.getvalue())
    except OSError as error:
        raise cannot_write(to, error) from error
    print(f"{counted(len(rows), 'question')} to {to}", file=sys.stderr)


def _rows(reader: Reader, table: Table, asked: Asked) -> Iterator[Mapping[str, Any]]:
    columns = [column for column in table.columns if column.type in {"text", "integer", "number"}]
    return reader.records(table, asked, columns)


def print_score(paths: Sequence[Path], as_json: bool) -> None:
    """Print how many answers of each kind say that the program was right."""
    found = score(paths)
    if as_json:
        print(json.dumps([asdict(each) for each in found]))
    else:
        print(*aligned([("kind", "asked", "answered", "right"), *map(_cells, found)]), sep="\n")


def _cells(found: AuditScore) -> tuple[str, ...]:
    right = f"{found.right} ({found.right / found.answered:.0%})" if found.answered else "–"
    return found.kind, str(found.asked), str(found.answered), right
