"""The program's own timer: ten days of a made-up month on a quick clock, what it misses, and its end."""

import re
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.errors import Stopped, StoreError
from aggregator.registry.editions import load_edition_plans
from aggregator.registry.files import layers_of
from aggregator.runs import collect_and_write
from aggregator.runs.request import Request
from aggregator.schedule.keeper import ATTEMPTS, keep
from aggregator.schedule.slots import NEWEST, Slot, due
from aggregator.store import open_store
from tests.paths import ROOT
from tests.runs.newsroom import seeds, story
from tests.schedule.month import DOUBLED, KILLED, editions, leave_alone, wanted
from tests.schedule.windows import window

PLANS = load_edition_plans(layers_of())


@dataclass
class QuickClock:
    """A clock whose waits take no time; at `ends` a signal arrives."""

    at: datetime
    ends: datetime

    def now(self) -> datetime:
        return self.at

    def wait(self, until: datetime) -> None:
        assert until > self.at
        if until >= self.ends:
            self.at = self.ends
            raise Stopped(signal.SIGTERM)
        self.at = until


@dataclass
class Newsroom:
    """The keeper's work, with a store whose editions are made in no time."""

    url: str
    clock: QuickClock
    fails: Counter[str]
    """How often an edition fails yet."""
    tried: list[tuple[str, datetime]] = field(default_factory=list)
    judged: list[datetime] = field(default_factory=list)

    def missing(self, now: datetime) -> list[Slot]:
        with closing(open_store(self.url)) as store:
            return due(PLANS, store.digests.made(now - NEWEST), now)

    def make(self, slot: Slot) -> None:
        self.tried.append((slot.key, self.clock.at))
        if self.fails[slot.key]:
            self.fails[slot.key] -= 1
            return
        with closing(open_store(self.url)) as store:
            store.digests.save(slot.key, "zh", {"edition": window(slot)}, (), self.clock.at)

    def judge(self) -> None:
        self.judged.append(self.clock.at)

    def deliver(self, now: datetime) -> bool:
        return False


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an hour in Shanghai of a day of the month, in UTC."""
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_ten_days_each_edition_once_whatever_is_missed(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    clock = QuickClock(at(1, 9), at(4, 17))
    fails = Counter({"2026-09-30-evening": ATTEMPTS, "2026-10-03-evening": 1, "2026-10-09-morning": ATTEMPTS})
    room = Newsroom(sqlite_url, clock, fails.copy())
    for starts, ends in ((at(1, 9), at(4, 17)), (at(5, 6, 30), at(8, 12)), (at(8, 12, 1), at(11, 7))):
        clock.at, clock.ends = starts, ends
        with pytest.raises(Stopped):
            keep(PLANS, room, clock)
    wanted = [f"2026-10-{day:02}-{name}" for day in range(1, 11) for name in ("morning", "evening")]
    assert Counter(key for key, _ in room.tried) == Counter(wanted) + fails - Counter(["2026-10-09-morning"])
    with closing(open_store(sqlite_url)) as store:
        kept = [made.key for made in store.digests.made(at(1, 0))]
    assert kept == [key for key in wanted if key != "2026-10-09-morning"]
    made = dict(room.tried)
    assert made["2026-10-02-evening"] == at(2, 18, 5)
    assert made["2026-10-03-evening"] == at(3, 18, 20), "the second attempt"
    assert made["2026-10-04-evening"] == at(5, 6, 30), "missed while the keeper was down"
    days = Counter(moment.date() for moment in room.judged)
    assert days[at(2, 0).date() + timedelta(days=1)] == 48, "every half hour, for what a run that is missing cannot say"
    assert caplog.text.count("2026-10-09-morning: not made in 3 attempts") == 1


def test_a_store_that_cannot_be_opened_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    clock = QuickClock(at(1, 9), at(1, 10))

    class Broken:
        looks = 0

        def missing(self, now: datetime) -> list[Slot]:
            self.looks += 1
            raise StoreError("the server is down")

        def make(self, slot: Slot) -> None:
            raise AssertionError

        def judge(self) -> None:
            """Judge nothing."""

        def deliver(self, now: datetime) -> bool:
            raise AssertionError

    broken = Broken()
    with pytest.raises(Stopped):
        keep(PLANS, broken, clock)
    assert (broken.looks, caplog.text.count("the server is down")) == (4, 4)


def test_a_doubled_start_makes_one_edition(tmp_path: Path) -> None:
    registry = seeds(tmp_path / "seeds")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with closing(open_store(url)) as store:
        for number in range(4):
            store.stories.save(story(number), [], None)
    asked = Request(
        store=url, out=tmp_path / "out", seeds=registry, due=True, outlets=("jiemian",),
        at=datetime(2026, 11, 20, 10, 5, tzinfo=UTC), replay=(ROOT / "seeds" / "demo" / "2026-11-20.warc.gz",),
    )  # fmt: skip
    first, second = collect_and_write(asked).report, collect_and_write(asked).report
    assert (first.edition, first.entries > 0) == ("2026-11-20-evening", True)
    assert (second.edition, second.outlets, second.files) == (None, (), ())
    assert second.notes == ("2026-11-20-evening is made already",)
    later = collect_and_write(replace(asked, at=datetime(2026, 11, 21, 9, tzinfo=UTC))).report
    assert later.notes == second.notes, "the window of the 21st is still open"


def test_a_signal_ends_it_and_the_run_under_way(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "AGGREGATOR_SEEDS": str(seeds(tmp_path / "seeds"))}
    keeper = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "schedule", "run", "-v", "--edition", "evening"],
        cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert keeper.stderr
    starts = re.search(r"-evening: process (\d+) starts", keeper.stderr.readline())
    assert starts
    assert Path(f"/proc/{starts[1]}").exists()
    keeper.send_signal(signal.SIGTERM)
    _, said = keeper.communicate(timeout=20)
    assert (keeper.returncode, "Traceback" in said) == (0, False), said
    assert not Path(f"/proc/{starts[1]}").exists()
    assert "stopped with -15" in said or "stopped by a signal" in said, said


def test_days_with_real_runs_on_which_one_is_killed_one_doubled_and_one_missed(tmp_path: Path) -> None:
    room = leave_alone(tmp_path, 2, outlets=2, stories=2)
    assert sorted(editions(room)) == sorted(wanted(2))
    assert Counter(room.tried) == Counter(wanted(2)) + Counter([KILLED])
    assert room.notes == [f"{DOUBLED} is made already"]
    assert room.alarms == []
