"""Exporting stories to Parquet, against DuckDB copying their table from SQLite to Parquet as it is.

The store is the demo's, grown to `ROWS` stories: their rows again, under other addresses, with their texts mixed.
Where DuckDB's own extension for SQLite cannot be installed, Python reads the table for it, at about twice the cost.
"""

import os
import random
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from tests.benchmarks.measure import Figure, best, cost

ROWS = int(os.environ.get("ROWS") or 100_000)
LIMIT, MEGABYTES = 2.0, 200
_CLAUSE = re.compile(r"[^，。！？；\n]+[，。！？；\n]*")
_COPY = """
import sys, duckdb
store, target, reader = sys.argv[1:]
duck = duckdb.connect(config={"threads": 1})
if reader == "sqlite":
    duck.execute("INSTALL sqlite")
    duck.execute("LOAD sqlite")
    duck.execute(f"ATTACH '{store}' AS store (TYPE sqlite, READ_ONLY)")
    duck.execute("CREATE VIEW stories AS FROM store.stories")
else:
    import sqlite3, pyarrow as pa
    rows = sqlite3.connect(store, check_same_thread=False).execute("SELECT * FROM stories")
    names = [each[0] for each in rows.description]
    kinds = {"number": pa.int64(), "held": pa.int64(), "copy_score": pa.float64(), "section_score": pa.float64()}
    shape = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
    pages = iter(lambda: rows.fetchmany(1000), [])
    stories = pa.RecordBatchReader.from_batches(
        shape, (pa.record_batch([*map(pa.array, zip(*page), shape.types)], schema=shape) for page in pages)
    )
duck.execute(f"COPY (FROM stories) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
"""


def main() -> list[Figure]:
    """Return the ratio, and the peak of memory."""
    times = 3 if ROWS <= 100_000 else 1
    with tempfile.TemporaryDirectory() as folder:
        cost(["-m", "aggregator", "demo", "--quiet", "--out", folder])
        store, target = Path(folder) / "demo.db", str(Path(folder) / "out.parquet")
        grow(store, ROWS)
        ours = best(["-m", "aggregator", "export", "--to", target, "--store", f"sqlite:///{store}"], times)
        reader = "sqlite" if _has_extension() else "python"
        theirs = best(["-c", _COPY, str(store), target, reader], times)
    by = "" if reader == "sqlite" else ", read by Python since its sqlite extension cannot be installed here"
    copied = f"DuckDB's copy of them from SQLite{by} ({ours.cpu:.1f} and {theirs.cpu:.1f} s)"
    return [
        Figure("exports.cpu", ours.cpu / theirs.cpu, LIMIT, f"{ROWS:,} stories exported to Parquet, against {copied}"),
        Figure("exports.peak", ours.memory, MEGABYTES, f"peak memory of exporting {ROWS:,} stories", "MB"),
    ]


def _has_extension() -> bool:
    try:
        duckdb.connect().execute("INSTALL sqlite")
    except duckdb.Error:
        return False
    return True


def grow(path: Path, size: int) -> None:
    """Add stories to a store, each an event."""
    with closing(sqlite3.connect(path)) as store, store:
        store.row_factory = sqlite3.Row
        known = [dict(row) for row in store.execute("SELECT * FROM stories ORDER BY number")]
        names = known[0]
        insert = f"INSERT INTO stories ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
        store.executemany(insert, _stories(known, size))
        store.execute(
            "INSERT INTO memberships (story, event, reasons, at) SELECT id, id, '[]', fetched_at FROM stories "
            "WHERE number > ?",
            [len(known)],
        )


def _stories(known: Sequence[dict[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(1)
    clauses = [clause for row in known for clause in _CLAUSE.findall(row["text"])]
    for number in range(len(known) + 1, size + 1):
        row = known[number % len(known)]
        name, url = f"{number:016x}", f"{row['url']}?{number}"
        yield row | {
            "number": number,
            "id": name,
            "canonical_key": name,
            "url": url,
            "canonical_url": url,
            "title": f"{row['title']} {number}",
            "text": "".join(rng.choices(clauses, k=len(_CLAUSE.findall(row["text"])))),
            "fingerprint": name * 2,
            "attribution": (row["attribution"] or "").replace('", "where"', f' {number}", "where"') or None,
        }
