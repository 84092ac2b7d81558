"""A month of runs in one process: memory, open files and the time of a run stay flat; `make soak`."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from aggregator.runs import collect_and_write
from aggregator.runs.request import Request
from tests.faults.site import TURNS_A_DAY, Press, Served, served

FIRST = date(2026, 11, 1)
WARM = 6
"""Runs before the first that is compared."""
MAX_GROWTH = 1.2
"""Of time and memory, from the runs after the warm ones to the last ones."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Figures after a run."""

    seconds: float
    """CPU of the run."""
    memory: int
    """Resident kilobytes."""
    files: int
    stored: int
    size: int
    """Bytes of the store."""


def main() -> int:
    """Run a month; print the figures; return 1 if they grow."""
    asked = argparse.ArgumentParser(prog="tests.faults.soak")
    asked.add_argument("--outlets", type=int, default=100)
    asked.add_argument("--runs", type=int, default=60)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Press(FIRST, outlets=given.outlets, stories=2)) as site:
        samples = _month(site, Path(folder), given.runs)
    early, late = samples[WARM : WARM * 2], samples[-WARM:]
    growth = {
        "time": median(sample.seconds for sample in late) / median(sample.seconds for sample in early),
        "memory": late[-1].memory / early[-1].memory,
        "files": late[-1].files / early[-1].files,
    }
    stories = sum(sample.stored for sample in samples)
    print({name: round(value, 2) for name, value in growth.items()}, samples[WARM], samples[-1])
    print(f"{stories} stories, {samples[-1].size / stories:.0f} bytes of the store each")
    return int(max(growth.values()) > MAX_GROWTH)


def _month(site: Served, folder: Path, runs: int) -> list[Sample]:
    seeds = site.press.write_seeds(folder / "seeds", site.port)
    samples = []
    for turn in range(runs):
        site.turn(turn)
        day = FIRST + timedelta(days=turn // TURNS_A_DAY)
        request = Request(
            store=f"sqlite:///{folder / 'store.db'}", out=folder / "out", seeds=seeds, day=day, publish=False,
            at=datetime(day.year, day.month, day.day, 13, turn % TURNS_A_DAY, tzinfo=UTC),
        )  # fmt: skip
        samples.append(_sample(request, folder))
        print(turn, samples[-1], flush=True)
    return samples


def _sample(request: Request, folder: Path) -> Sample:
    began = time.process_time()
    report = collect_and_write(request).report
    return Sample(
        seconds=round(time.process_time() - began, 2),
        memory=_resident(),
        files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        stored=sum(outlet.stored for outlet in report.outlets),
        size=(folder / "store.db").stat().st_size,
    )


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    sys.exit(main())
