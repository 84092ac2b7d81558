"""The site of the demo, grown to 5,000 stories: first by short ones that are alone, then by long ones with copies."""

import random
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.benchmarks.exports import grow
from tests.benchmarks.measure import Figure, cost

ROWS, LIMIT = 5000, 30
CLAUSES, CHANGED, TOGETHER = 70, 6, 4
"""Of a long text; changed in a copy; stories of an event: an original, two copies, and one of its event alone."""
_CLAUSE = re.compile(r"[^，。！？；\n]+[，。！？；\n]*")


def main() -> list[Figure]:
    """Return the CPU that a build takes."""
    with tempfile.TemporaryDirectory() as folder:
        cost(["-m", "aggregator", "demo", "--quiet", "--out", folder])
        store = Path(folder) / "demo.db"
        build = ["-m", "aggregator", "site", "build", "--to", f"{folder}/site", "--store", f"sqlite:///{store}"]
        grow(store, ROWS)
        short = cost(build)
        lengthen(store)
        long = cost(build)
    peak = f"peak {max(short.memory, long.memory):.0f} MB"
    return [
        Figure("site.short", short.cpu, LIMIT, f"CPU of building the site of {ROWS:,} short stories", "s"),
        Figure("site.long", long.cpu, LIMIT, f"the same of long ones, half of them copies ({peak})", "s"),
    ]


def lengthen(path: Path) -> None:
    """Give the stories that were added long texts, and let groups of four be events with two copies each."""
    rng = random.Random(1)
    with closing(sqlite3.connect(path)) as store, store:
        rows = store.execute(
            "SELECT number, id, text FROM stories WHERE title LIKE '% ' || number ORDER BY number"
        ).fetchall()
        clauses = [clause for _, _, text in rows for clause in _CLAUSE.findall(text)]
        for at in range(0, len(rows), TOGETHER):
            original = rng.choices(clauses, k=CLAUSES)
            for place, (number, story, _) in enumerate(rows[at : at + TOGETHER]):
                text, first = list(original), rows[at][1]
                for _ in range((0, CHANGED, CHANGED, CLAUSES)[place]):
                    text[rng.randrange(CLAUSES)] = rng.choice(clauses)
                copy = (first, "near-copy", 0.9) if place in {1, 2} else (None, None, None)
                store.execute(
                    "UPDATE stories SET text = ?, copy_of = ?, copy_rule = ?, copy_score = ? WHERE number = ?",
                    ("".join(text), *copy, number),
                )
                if place:
                    store.execute(
                        "UPDATE memberships SET event = ?, joined = ?, score = 0.9 WHERE story = ?",
                        (first, first, story),
                    )
