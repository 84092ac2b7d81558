"""SIGKILL at every named step and at random moments: nothing lost, nothing doubled, the same bytes as unbroken."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path

from aggregator.models import LinkState
from aggregator.models.delivery import DeliveryState, Selection
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store import open_store
from tests.commands import begun
from tests.faults.site import Served
from tests.faults.steps import STEPS, Hook, Point, killing, noted, noting

PATIENCE = 240.0
"""Seconds for a run that is not killed."""
OLD = timedelta(days=400)
CHANNELS = """
[[channels]]
id = "archive"
kind = "folder"
path = "archive"
"""
COMMANDS: Mapping[str, Sequence[str]] = {
    "run": (),
    "run again": ("--ask-all",),
    "gc": ("gc", "--days", "365", "--delete"),
    "backup": ("db", "backup", "backups"),
}
"""The commands that are killed: a first run, one with more stories that corrects the edition, and two others."""


MADE = re.compile(rb'("(?:made_at|contentCreated)": ")[^"]*')
"""When an edition was made, in its JSON forms: a run that finishes another's work is later."""


@dataclass(slots=True)
class Tally:
    """Results of the kills."""

    points: int = 0
    """Named steps among the kills."""
    kills: int = 0
    ended_first: int = 0
    lost: int = 0
    doubled: int = 0
    stray: list[str] = field(default_factory=list)
    open_rows: int = 0
    undelivered: int = 0
    leftovers: int = 0
    """Rows that `gc` should have deleted."""
    no_backup: int = 0
    """Backups that are missing, or lack stories."""
    other_bytes: list[str] = field(default_factory=list)
    """Files of editions, here or in the channel, that are not those of the run unbroken."""

    def add(self, other: Tally) -> None:
        """Add the results of other kills."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        wrong = (self.lost, self.doubled, self.open_rows, self.undelivered, self.leftovers, self.no_backup)
        return not (any(wrong) or self.stray or self.other_bytes)


@dataclass(frozen=True, slots=True)
class Desk:
    """A store and an output folder, and the commands that work on them."""

    folder: Path
    seeds: Path
    day: str

    @property
    def store(self) -> str:
        """The store's URL."""
        return f"sqlite:///{self.folder / 'store.db'}"

    def run(self, hook: Hook | None = None, *more: str) -> ForkProcess:
        """Begin a run; `hook` is called in its process first."""
        words = ("run", "--seeds", self.seeds, "--store", self.store, "--out", self.folder / "out", "--date", self.day)
        files = {name: self.folder / f"{name}.toml" for name in ("channels", "overrides")}
        given = [word for name, file in files.items() if file.exists() for word in (f"--{name}", file)]
        return begun(*words, *given, *more, hook=hook)

    def begin(self, command: str, hook: Hook | None = None) -> ForkProcess:
        """Begin one of `COMMANDS`."""
        words = COMMANDS[command]
        if command in {"run", "run again"}:
            return self.run(hook, *words)
        return begun(*words, "--store", self.store, cwd=self.folder, hook=hook)

    def editions(self) -> dict[str, bytes]:
        """Return the files of the edition by path, without the time of its making, and those that its channel got."""
        key = f"{self.day}-evening"
        found = (path for place in ("out", "archive") for path in (self.folder / place / key).rglob("*"))
        files = (path for path in sorted(found) if path.is_file())
        return {str(path.relative_to(self.folder)): MADE.sub(rb"\1", path.read_bytes()) for path in files}

    def stray(self) -> list[str]:
        """Return the files and folders that are nobody's: hidden ones beside editions and backups."""
        places = ("out", "archive", "backups")
        return [str(path.relative_to(self.folder)) for place in places for path in (self.folder / place).rglob(".*")]


@dataclass(frozen=True, slots=True)
class Scene:
    """A command, the desk at which it begins, and its unbroken end."""

    command: str
    start: Desk
    turn: int
    """Of the stories that the outlets show."""
    reached: Counter[tuple[str, str]]
    """How often each step was reached, by step and side."""
    seconds: float
    urls: frozenset[str]
    editions: dict[str, bytes]

    def walk(self) -> Iterator[Point]:
        """Yield a point for each step that is reached, before and after it: the first time, and the last."""
        for (step, side), times in sorted(self.reached.items()):
            yield from (Point(step, side, turn) for turn in dict.fromkeys((1, times)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A kill to come."""

    scene: Scene
    point: Point | None
    """None: any moment."""
    folder: Path
    seed: int


def kill_runs(
    served: Served,
    seeds: Path,
    folder: Path,
    points: int,
    seed: int,
    lanes: int = 1,
    commands: Sequence[str] = tuple(COMMANDS),
) -> Tally:
    """Kill commands at `points` moments, and finish them; return the results.

    Every named step is walked, before and after it; the rest are drawn: any turn of any step, or any moment. Fewer
    points than steps are drawn from the walk. `lanes` are the commands that run at once.
    """
    rng, tally = random.Random(seed), Tally()
    served.fault({})
    scenes = _scenes(served, seeds, folder, commands)
    walk: list[tuple[Scene, Point | None]] = [(scene, point) for scene in scenes for point in scene.walk()]
    walk = rng.sample(walk, points) if points < len(walk) else walk
    drawn = [_drawn(scenes, rng) for _ in range(points - len(walk))]
    attempts = [Attempt(*each, folder / f"kill-{at}", seed + at) for at, each in enumerate([*walk, *drawn])]
    with ProcessPoolExecutor(lanes, multiprocessing.get_context("fork")) as pool:
        for part in (attempts[: len(walk)], attempts[len(walk) :]):
            for turn in sorted({each.scene.turn for each in part}):
                served.turn(turn)
                for found in pool.map(attempt, [each for each in part if each.scene.turn == turn]):
                    tally.add(found)
                print(f"{tally.kills + tally.ended_first} of {points}:", tally, flush=True)
    return tally


def attempt(given: Attempt) -> Tally:
    """Kill a command, and finish it; return the results, and print what is wrong."""
    scene, tally = given.scene, Tally(points=given.point is not None)
    desk = Desk(given.folder, scene.start.seeds, scene.start.day)
    shutil.copytree(scene.start.folder, desk.folder)
    _kill(desk, given, tally)
    _finish(desk, scene)
    _check(desk, scene, tally)
    if not tally.clean:
        print(f"{scene.command}, {given.point or 'any moment'}: {tally}", flush=True)
    shutil.rmtree(desk.folder)
    return tally


def finish(desk: Desk) -> None:
    """Let a run finish."""
    _require_end(desk, desk.run())


def _scenes(served: Served, seeds: Path, folder: Path, commands: Sequence[str]) -> list[Scene]:
    """Let the commands, a first run among them, come to their ends; all of them together must reach every step."""
    day = str(served.press.day)
    empty, full = Desk(folder / "empty", seeds, day), Desk(folder / "full", seeds, day)
    empty.folder.mkdir(parents=True)
    (empty.folder / "channels.toml").write_text(CHANNELS, "utf-8")
    scenes = [_unbroken(served, "run", empty, 0, folder / "run")]
    shutil.copytree(folder / "run", full.folder)
    _drop_an_entry(full)
    _leave_old_rows(full)
    (full.folder / "backups").mkdir()
    scenes += [_unbroken(served, name, full, 1, folder / name.replace(" ", "-")) for name in commands if name != "run"]
    if len(commands) == len(COMMANDS) and (
        missing := set(STEPS) - {step for scene in scenes for step, _ in scene.reached}
    ):
        raise AssertionError(f"steps that no command reaches: {sorted(missing)}")
    return scenes


def _unbroken(served: Served, command: str, start: Desk, turn: int, folder: Path) -> Scene:
    """Let a command run unbroken, and note its steps."""
    served.turn(turn)
    shutil.copytree(start.folder, folder)
    whole, log = Desk(folder, start.seeds, start.day), folder.with_suffix(".steps")
    began = time.monotonic()
    _require_end(whole, whole.begin(command, noting(log)))
    seconds = time.monotonic() - began
    with closing(open_store(whole.store)) as store:
        urls = frozenset(story.url for story in store.stories.all())
    return Scene(command, start, turn, noted(log), seconds, urls, whole.editions())


def _drop_an_entry(desk: Desk) -> None:
    """Let the next run change the edition."""
    with closing(open_store(desk.store)) as store:
        entry = store.digests.past([f"{desk.day}-evening"])[0]
    override = f'[[drop]]\nstory = "{entry.stories[0]}"\nreason = "a letter"\n'
    (desk.folder / "overrides.toml").write_text(override, "utf-8")


def _leave_old_rows(desk: Desk) -> None:
    """Leave something for `gc`."""
    with closing(open_store(desk.store)) as store:
        for number in range(3):
            url = f"http://127.0.1.1/gone/{number}"
            store.links.mark("o0", url, LinkState.GONE, "HTTP 404", datetime.now(UTC) - OLD)


def _drawn(scenes: Sequence[Scene], rng: random.Random) -> tuple[Scene, Point | None]:
    """Return any turn of any step of a scene, or no point: any moment."""
    scene = rng.choice([scene for scene in scenes if scene.command.startswith("run")])
    if rng.random() < 0.5:
        return scene, None
    step, side = rng.choice(sorted(scene.reached))
    return scene, Point(step, side, rng.randint(1, scene.reached[step, side]))


def _kill(desk: Desk, given: Attempt, tally: Tally) -> None:
    process = desk.begin(given.scene.command, killing(given.point) if given.point else None)
    if not given.point:
        process.join(random.Random(given.seed).uniform(0.05, given.scene.seconds))
        process.kill()
    process.join(PATIENCE)
    tally.kills += process.exitcode == -signal.SIGKILL
    tally.ended_first += process.exitcode != -signal.SIGKILL


def _finish(desk: Desk, scene: Scene) -> None:
    """Let the command come to its end; what a killed backup left is an hour old by then."""
    long_ago = time.time() - 2 * 3600
    for part in (desk.folder / "backups").glob(".*"):
        os.utime(part, (long_ago, long_ago))
    _require_end(desk, desk.begin(scene.command))


def _require_end(desk: Desk, process: ForkProcess) -> None:
    process.join(PATIENCE)
    if process.exitcode not in {0, 3}:
        raise AssertionError(f"{desk.folder}: a command ended with {process.exitcode}")


def _check(desk: Desk, scene: Scene, tally: Tally) -> None:
    with closing(open_store(desk.store)) as store:
        urls = [story.url for story in store.stories.all()]
        tally.open_rows += len(store.runs.abandoned())
        unsent = [state for state in DeliveryState if state is not DeliveryState.SENT]
        tally.undelivered += len(store.outbox.find(Selection(), unsent))
        now = datetime.now(UTC)
        left = store.leftovers.count(now - OLD + timedelta(days=1), AGGREGATOR_MAX_ATTEMPTS, now)
        tally.leftovers += sum(each.count for each in left) if scene.command == "gc" else 0
    tally.doubled += len(urls) - len(set(urls))
    tally.lost += len(scene.urls - set(urls))
    tally.stray += desk.stray()
    found = desk.editions()
    names = sorted(found.keys() | scene.editions)
    tally.other_bytes += [name for name in names if found.get(name) != scene.editions.get(name)]
    tally.no_backup += scene.command == "backup" and not _has_backup(desk, scene)


def _has_backup(desk: Desk, scene: Scene) -> bool:
    backups = sorted((desk.folder / "backups").glob("*.db"))
    if not backups:
        return False
    with closing(open_store(f"sqlite:///{backups[-1]}")) as store:
        return {story.url for story in store.stories.all()} == scene.urls
