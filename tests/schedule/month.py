"""Ten days of a made-up month left to the program's own timer, with a quick clock and real crawls; `make month`.

Each half day the outlets have new stories. On the way a start is doubled, the timer is down, a run is killed, an outlet
fails, another freezes, and once all are down, so that an edition cannot be made.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

from aggregator.errors import Stopped
from aggregator.operation.alarms import lines
from aggregator.operation.watch import read_past, watch
from aggregator.registry.editions import EditionPlan, load_edition_plans
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import load_outlets
from aggregator.runs import collect_and_write
from aggregator.runs.request import Request
from aggregator.schedule.keeper import keep
from aggregator.schedule.slots import NEWEST, Slot, due
from aggregator.store import open_store
from tests.faults.site import EDITION, Press, Served, served
from tests.runs.test_thirty_days import telling

FIRST = date(2026, 9, 30)
"""Its evening has the first stories."""
HOURS = {"morning": ("18:00:00", "08:00:00"), "evening": ("08:00:00", "18:00:00")}
FAULTS: Mapping[str, Mapping[int, str]] = {
    "2026-10-07-morning": {1: "errors"},
    "2026-10-07-evening": {1: "errors"},
    "2026-10-08-evening": {2: "frozen"},
    "2026-10-09-morning": dict.fromkeys(range(4), "errors"),
    "2026-10-09-evening": {2: "frozen"},
    "2026-10-10-morning": {2: "frozen"},
}
"""Faults of outlets by the edition whose runs meet them."""
DOUBLED, KILLED = "2026-10-01-evening", "2026-10-02-morning"
DOWN = (2, 17, 19)
"""A day of the month, and the hours between which the timer is down."""


class MonthlyPress(Press):
    """A press whose stories of a turn are published in the window of that turn's edition: evenings are even."""

    def title(self, outlet: int, number: int) -> str:
        """Return the headline of a story."""
        return self._told(outlet, number)[0]

    def story(self, outlet: int, number: int) -> str:
        """Return the page of a story."""
        title, text = self._told(outlet, number)
        turn, chance = number // self.stories, Random(number * 100 + outlet)
        opens = datetime.combine(self.day, datetime.min.time()) + timedelta(hours=8 + turn // 2 * 24 + turn % 2 * 10)
        at = opens + timedelta(minutes=chance.randrange(60 * (14 if turn % 2 else 10) - 5))
        return (
            f'<meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
            f"<p>{at:%Y-%m-%d %H:%M} 来源：第{outlet}报</p><div><p>{text}</p></div>"
        )

    def _told(self, outlet: int, number: int) -> tuple[str, str]:
        return telling(Random(number * 100 + outlet))

    def write_seeds(self, folder: Path, port: int) -> Path:
        """Write the registry, with an edition for each half of the day."""
        super().write_seeds(folder, port)
        for name, (opens, closes) in HOURS.items():
            text = EDITION.replace('"evening"', f'"{name}"').replace("00:00:00", opens).replace("23:59:00", closes)
            (folder / "editions" / f"{name}.toml").write_text(text, "utf-8")
        return folder


@dataclass
class QuickClock:
    """A clock whose waits take no time; at `ends` a signal arrives."""

    at: datetime
    ends: datetime

    def now(self) -> datetime:
        """Return the made-up present."""
        return self.at

    def wait(self, until: datetime) -> None:
        """Let time pass."""
        self.at = min(until, self.ends)
        if until >= self.ends:
            raise Stopped(signal.SIGTERM)


@dataclass
class Newsroom:
    """The keeper's work with real runs, in this process."""

    site: Served
    folder: Path
    seeds: Path
    clock: QuickClock
    plans: list[EditionPlan]
    tried: list[str] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    """The hour in Shanghai, and the line."""
    notes: list[str] = field(default_factory=list)

    @property
    def store(self) -> str:
        """The store's URL."""
        return f"sqlite:///{self.folder / 'store.db'}"

    def missing(self, now: datetime) -> list[Slot]:
        """Return the slots that are due."""
        with closing(open_store(self.store)) as store:
            return due(self.plans, store.digests.made(now - NEWEST), now)

    def make(self, slot: Slot) -> None:
        """Make an edition, by a run in this process; one is killed, one is made twice."""
        self.site.turn((slot.day - FIRST).days * 2 - (slot.edition == "morning"))
        self.site.fault(FAULTS.get(slot.key, {}))
        killed = slot.key == KILLED and KILLED not in self.tried
        self.tried.append(slot.key)
        if killed:
            self._kill(slot)
            return
        for _ in range(1 + (slot.key == DOUBLED)):
            report = collect_and_write(self._request(slot)).report
            self.notes += report.notes
            self._note(report.alarms)

    def judge(self) -> None:
        """Judge the alarms, as `alarms --check` does."""
        layers = layers_of(self.seeds)
        with closing(open_store(self.store)) as store:
            self._note(lines(watch(store, load_outlets(layers), read_past(store, self.plans, self.clock.at))))

    def deliver(self, now: datetime) -> bool:
        """Return that there are no channels."""
        return False

    def _note(self, found: Iterable[str]) -> None:
        hour = f"{self.clock.at + timedelta(hours=8):%d %H:%M}"
        self.alarms += [(hour, line) for line in found]

    def _request(self, slot: Slot) -> Request:
        return Request(
            store=self.store, out=self.folder / "out", seeds=self.seeds, edition=slot.edition, due=True,
            at=self.clock.at,
        )  # fmt: skip

    def _kill(self, slot: Slot) -> None:
        """Kill a run once it has stored a story."""
        with closing(open_store(self.store)) as store:
            stored = sum(1 for _ in store.stories.all())
        run = get_context("fork").Process(target=collect_and_write, args=(self._request(slot),))
        run.start()
        while run.is_alive():
            with closing(open_store(self.store)) as store:
                if sum(1 for _ in store.stories.all()) > stored:
                    break
            time.sleep(0.01)
        os.kill(run.pid or 0, signal.SIGKILL)
        run.join()


def leave_alone(folder: Path, days: int, outlets: int = 4, stories: int = 3) -> Newsroom:
    """Leave a newsroom to the timer for some days, from six in the evening of the first one on."""
    with served(MonthlyPress(FIRST, outlets=outlets, stories=stories)) as site:
        seeds = site.press.write_seeds(folder / "seeds", site.port)
        plans = load_edition_plans(layers_of(seeds))
        starts, (day, from_hour, to_hour) = _at(1, 18), DOWN
        clock = QuickClock(starts, starts)
        room = Newsroom(site, folder, seeds, clock, plans)
        for clock.at, clock.ends in ((starts, _at(day, from_hour)), (_at(day, to_hour), _at(days, 23))):
            try:
                keep(plans, room, clock)
            except Stopped:
                continue
    return room


def editions(room: Newsroom) -> Counter[str]:
    """Return the editions in the output folder that are whole."""
    return Counter(path.parent.name for path in (room.folder / "out").glob("*/digest.txt"))


def wanted(days: int) -> list[str]:
    """Return the keys of the editions of the days."""
    return [f"2026-10-{day:02}-{name}" for day in range(1, days + 1) for name in HOURS]


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC) - timedelta(hours=8)


def main() -> int:
    """Leave a newsroom alone; print its alarms and figures; return 1 if an edition is missing or made twice."""
    asked = argparse.ArgumentParser(prog="tests.schedule.month")
    asked.add_argument("--days", type=int, default=10)
    asked.add_argument("--keep", type=Path, help="folder that is left, with store and editions")
    given = asked.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stdout)
    with tempfile.TemporaryDirectory() as name:
        room = leave_alone(given.keep or Path(name), given.days)
        made = editions(room)
    for hour, line in room.alarms:
        print(hour, line)
    lacking = [key for key in wanted(given.days) if not made[key]]
    print(f"{len(made)} editions, {len(room.tried)} attempts; missing: {lacking}; notes: {room.notes}")
    return int(lacking != [key for key, faults in FAULTS.items() if len(faults) == 4][: given.days // 9])


if __name__ == "__main__":
    sys.exit(main())
