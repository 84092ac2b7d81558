"""`python -m tests.benchmarks [PART…]`: each part `RUNS` (3) times, each time in a process without the others.

The figures go into `docs/performance.json`; with `CHECK=1` they are compared with it instead, and the exit code is 1
if one is worse by more than its spread.
"""

import json
import os
import sys
from importlib import import_module

from tests.benchmarks import record
from tests.benchmarks.measure import Figure, answer

PARTS = (
    "startup", "sources", "reading", "crawl", "memory", "cluster", "grouping", "assembling", "day", "copies", "exports",
    "site",
)  # fmt: skip
ONCE = frozenset({"copies"})
"""A part that takes many minutes, and the median of many stories."""
_ALONE = "--alone"


def main(*names: str) -> int:
    """Measure the parts, all without names, and say what was found."""
    parts = names or PARTS
    found = {}
    print(", ".join(f"{name} {value}" for name, value in record.machine().items()), flush=True)
    for part in parts:
        runs = 1 if part in ONCE else int(os.environ.get("RUNS") or 3)
        figures = record.summary([_measured(part) for _ in range(runs)])
        print(*(record.line(key, figure) for key, figure in figures.items()), sep="\n", flush=True)
        found |= figures
    if os.environ.get("CHECK"):
        print(*(faults := record.worse(record.known(), found)), sep="\n")
        return int(bool(faults))
    record.keep(found, parts)
    return 0


def _measured(part: str) -> list[Figure]:
    """Measure a part in a separate process, whose memory and caches no other part has used."""
    return [Figure(*values) for values in answer("tests.benchmarks", _ALONE, part)]


def _alone(part: str) -> None:
    figures = import_module(f"tests.benchmarks.{part}").main()
    print(json.dumps(figures))


if __name__ == "__main__":
    if sys.argv[1:2] == [_ALONE]:
        _alone(sys.argv[2])
    else:
        sys.exit(main(*sys.argv[1:]))
