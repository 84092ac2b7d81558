"""Outlets that are down, slow, broken or busy: stories and requests meanwhile, and stories afterwards."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from aggregator.store import open_store
from tests.faults.kills import PATIENCE, Desk
from tests.faults.site import LONG, RETRY_AFTER, Served

RUNS = 4
PAUSES = {"busy": RETRY_AFTER, "busy for long": LONG}
"""Seconds after which hosts with a fault may be asked again."""


@dataclass(frozen=True, slots=True)
class Outage:
    """The figures of bad runs, and of the run after them."""

    healthy: float
    """Share of the stories of healthy outlets that the first bad run stored."""
    exit_code: int
    requests: float
    """Requests of the first bad run, against those of a healthy run."""
    seconds: float
    """Its time, likewise."""
    within_pause: int
    """Requests while a pause that was asked for was not over."""
    recovered: float
    """Share of all stories that are stored after the outage."""


def suffer(served: Served, seeds: Path, folder: Path, faults: dict[int, str]) -> Outage:
    """Run with faults `RUNS` times, then without."""
    press = served.press
    served.fault({})
    asked, seconds, _ = _run(Desk(folder / "healthy", seeds, str(press.day)), served)
    desk = Desk(folder / "faulty", seeds, str(press.day))
    served.fault(faults)
    first = _run(desk, served)
    stored = _stored(desk)
    within = _within_pauses(served)
    for _ in range(RUNS - 1):
        _run(desk, served)
    served.fault({})
    time.sleep(max(PAUSES.get(fault, 0) for fault in faults.values()))
    _run(desk, served)
    healthy = [outlet for outlet in range(press.outlets) if outlet not in faults]
    return Outage(
        healthy=sum(stored.get(f"o{outlet}", 0) for outlet in healthy) / (len(healthy) * press.stories),
        exit_code=first[2],
        requests=first[0] / asked,
        seconds=first[1] / seconds,
        within_pause=within,
        recovered=sum(_stored(desk).values()) / press.total,
    )


def _run(desk: Desk, served: Served) -> tuple[int, float, int]:
    desk.folder.mkdir(parents=True, exist_ok=True)
    before, began = len(served.asked()), time.monotonic()
    process = desk.run()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return len(served.asked()) - before, time.monotonic() - began, process.exitcode


def _stored(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = {}
    with closing(open_store(desk.store)) as store:
        for story in store.stories.all():
            found[story.outlet] = found.get(story.outlet, 0) + 1
    return found


def _within_pauses(served: Served) -> int:
    until: dict[int, float] = {}
    count = 0
    for outlet, path, at, status in sorted(served.asked(), key=lambda request: request[2]):
        count += at < until.get(outlet, 0.0) - 0.05
        if status == 429:
            until[outlet] = at + (LONG if "story" in path else RETRY_AFTER)
    return count
