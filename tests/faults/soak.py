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
HOURS = ((12, 5), (15, 45))
"""UTC: five past eight in the evening, and a quarter to twelve, in the zone of the editions."""
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
    wall: float
    """Seconds that it took; the machine may have had other work."""


def main() -> int:
    """Run a month; print the figures; return 1 if they grow."""
    asked = argparse.ArgumentParser(prog="tests.faults.soak")
    asked.add_argument("--outlets", type=int, default=500)
    asked.add_argument("--every", type=int, default=4, help="runs from one new story of an outlet to the next")
    asked.add_argument("--runs", type=int, default=60)
    asked.add_argument("--minutes", type=float, default=1440, help="after which no further run begins")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(_press(given)) as site:
        samples = _month(site, Path(folder), given.runs, given.minutes)
    if len(samples) < WARM * 2:
        print(f"{len(samples)} runs: too few to compare")
        return 1
    early, late = samples[WARM : WARM * 2], samples[-WARM:]
    growth = {
        "time": median(sample.seconds for sample in late) / median(sample.seconds for sample in early),
        "memory": late[-1].memory / early[-1].memory,
        "files": late[-1].files / early[-1].files,
    }
    stories = sum(sample.stored for sample in samples)
    print(len(samples), "runs:", {name: round(value, 2) for name, value in growth.items()}, samples[WARM], samples[-1])
    grown = (samples[-1].size - samples[WARM].size) / (len(samples) - 1 - WARM)
    print(f"{stories} stories; the store grows by {grown / 1000:.0f} kB a run")
    return int(max(growth.values()) > MAX_GROWTH)


def _press(given: argparse.Namespace) -> Press:
    return Press(FIRST, outlets=given.outlets, stories=1, every=given.every)


def _month(site: Served, folder: Path, runs: int, minutes: float) -> list[Sample]:
    seeds = site.press.write_seeds(folder / "seeds", site.port)
    samples = []
    ends = time.monotonic() + minutes * 60
    for turn in range(runs):
        if time.monotonic() > ends:
            break
        site.turn(turn)
        day = FIRST + timedelta(days=turn // TURNS_A_DAY)
        request = Request(
            store=f"sqlite:///{folder / 'store.db'}", out=folder / "out", seeds=seeds, day=day, publish=False,
            at=datetime(day.year, day.month, day.day, *HOURS[turn % TURNS_A_DAY], tzinfo=UTC),
        )  # fmt: skip
        samples.append(_sample(request, folder))
        print(turn, samples[-1], flush=True)
    return samples


def _sample(request: Request, folder: Path) -> Sample:
    began, clock = time.process_time(), time.monotonic()
    report = collect_and_write(request).report
    return Sample(
        seconds=round(time.process_time() - began, 2),
        memory=_resident(),
        files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        stored=sum(outlet.stored for outlet in report.outlets),
        size=(folder / "store.db").stat().st_size,
        wall=round(time.monotonic() - clock, 1),
    )


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    sys.exit(main())
