"""SIGKILL at random moments and at named steps: nothing lost, nothing doubled, the same bytes as a run unbroken."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path

from aggregator.store import open_store
from tests.commands import begun
from tests.faults.site import Served

PATIENCE = 120.0
"""Seconds for a run that is not killed."""
KILLS_A_STORE = 3
"""Kills on one store before it is left to finish."""
STEPS = ("commit", "replace", "rename", "fsync", "save", "finish")
"""Steps before which a run is killed: a commit, a file that takes its name, the digest saved, the run's end written."""


@dataclass(slots=True)
class Tally:
    """Results of the kills."""

    kills: int = 0
    ended_first: int = 0
    lost: int = 0
    doubled: int = 0
    stray: list[str] = field(default_factory=list)
    open_rows: int = 0
    other_bytes: list[str] = field(default_factory=list)
    """Files of editions that are not those of the run unbroken."""

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.stray or self.open_rows or self.other_bytes)


@dataclass(frozen=True, slots=True)
class Desk:
    """A store and an output folder, and the command that fills them."""

    folder: Path
    seeds: Path
    day: str

    @property
    def store(self) -> str:
        """The store's URL."""
        return f"sqlite:///{self.folder / 'store.db'}"

    def run(self, hook: Callable[[], None] | None = None) -> ForkProcess:
        """Begin a run; `hook` is called in its process first."""
        words = ("run", "--seeds", self.seeds, "--store", self.store, "--out", self.folder / "out", "--date", self.day)
        return begun(*words, hook=hook)

    def edition(self) -> dict[str, bytes]:
        """Return the files of the edition by name."""
        folder = self.folder / "out" / f"{self.day}-evening"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}

    def stray(self) -> list[str]:
        """Return the files and folders that are nobody's: hidden ones in the output folder."""
        return [str(path.relative_to(self.folder)) for path in (self.folder / "out").rglob(".*")]


def kill_runs(served: Served, seeds: Path, folder: Path, points: int, seed: int) -> Tally:
    """Kill runs at `points` moments, half of them random, half before a named step; return the results."""
    rng, tally = random.Random(seed), Tally()
    served.fault({})
    whole = Desk(folder / "whole", seeds, str(served.press.day))
    began = time.monotonic()
    finish(whole)
    length, edition = time.monotonic() - began, whole.edition()
    for number, kills in enumerate(_shares(points)):
        desk = Desk(folder / str(number), seeds, str(served.press.day))
        for _ in range(kills):
            _kill(desk, rng, length, tally)
        finish(desk)
        _check(desk, served.press.total, edition, tally)
        shutil.rmtree(desk.folder)
    return tally


def finish(desk: Desk) -> None:
    """Let a run finish."""
    process = desk.run()
    process.join(PATIENCE)
    if process.exitcode not in {0, 3}:
        raise AssertionError(f"{desk.folder}: a run ended with {process.exitcode}")


def _shares(points: int) -> Iterator[int]:
    while points > 0:
        yield min(KILLS_A_STORE, points)
        points -= KILLS_A_STORE


def _kill(desk: Desk, rng: random.Random, length: float, tally: Tally) -> None:
    if rng.random() < 0.5:
        process = desk.run()
        process.join(rng.uniform(0.05, length))
        process.kill()
    else:
        process = desk.run(_killer(rng.choice(STEPS), rng.randrange(1, 12)))
    process.join(PATIENCE)
    tally.kills += process.exitcode == -signal.SIGKILL
    tally.ended_first += process.exitcode != -signal.SIGKILL


def _check(desk: Desk, total: int, edition: dict[str, bytes], tally: Tally) -> None:
    with closing(open_store(desk.store)) as store:
        urls = [story.url for story in store.stories.all()]
        tally.open_rows += len(store.runs.abandoned())
    tally.doubled += len(urls) - len(set(urls))
    tally.lost += total - len(set(urls))
    tally.stray += desk.stray()
    found = desk.edition()
    tally.other_bytes += [name for name in sorted(found.keys() | edition) if found.get(name) != edition.get(name)]


def _killer(step: str, count: int) -> Callable[[], None]:
    """Return a hook that kills its process before the `count`-th time of a step."""

    def hook() -> None:
        left = [count]

        def before(*_: object, **__: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        _call_before(step, before)

    return hook


def _call_before(step: str, before: Callable[..., None]) -> None:
    if step == "commit":
        from sqlalchemy import Engine, event

        event.listen(Engine, "commit", before)
        return
    from aggregator.store.digests import SqlDigests
    from aggregator.store.runs import SqlRuns

    owners = {"replace": Path, "rename": os, "fsync": os, "save": SqlDigests, "finish": SqlRuns}
    owner, original = owners[step], getattr(owners[step], step)

    def watched(*given: object, **named: object) -> object:
        before()
        return original(*given, **named)

    setattr(owner, step, watched)
