"""Named steps of a command: which are reached how often, and a kill before or after one of them."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

STEPS = {
    "commit": "sqlalchemy.engine.default:DefaultDialect.do_commit",
    "fsync": "os:fsync",
    "replace": "pathlib:Path.replace",
    "exchange": "aggregator.files:_exchange",
    "remove": "aggregator.files:_remove",
    "open store": "aggregator.store.sql:bring_up_to_date",
    "run begins": "aggregator.store.runs:SqlRuns.start",
    "links discovered": "aggregator.store.links:SqlLinks.discover",
    "story stored": "aggregator.store.stories:SqlStories.save",
    "entry points remembered": "aggregator.store.entry_points:SqlEntryPoints.remember",
    "poll recorded": "aggregator.store.entry_points:SqlEntryPoints.record_poll",
    "events assigned": "aggregator.store.events:SqlEvents.assign",
    "digest saved": "aggregator.store.digests:SqlDigests.save",
    "edition in place": "aggregator.files:Replacements.commit",
    "delivery claimed": "aggregator.store.outbox:SqlOutbox.claim",
    "delivery sent": "aggregator.publish.folder:FolderSender.send",
    "delivery ended": "aggregator.store.outbox:SqlOutbox.finish",
    "alarms saved": "aggregator.store.alarms:SqlAlarms.save",
    "run ends": "aggregator.store.runs:SqlRuns.finish",
    "rows dropped": "aggregator.store.leftovers:SqlLeftovers.drop",
    "backup copied": "aggregator.store.backups:_copy_file",
    "backup checked": "aggregator.store.backups:_require_sound",
}
"""The functions that are the steps, by name."""
SIDES = ("before", "after")

Hook = Callable[[], None]
"""Called in the process of a command before it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment at which a command is killed: before or after a step is reached for the `turn`-th time."""

    step: str
    side: str
    turn: int = 1

    def __str__(self) -> str:
        return f"{self.side} {self.step} {self.turn}"


def killing(point: Point) -> Hook:
    """Return a hook that kills its process at a point."""
    left = [point.turn]

    def reached(step: str, side: str) -> None:
        left[0] -= (step, side) == (point.step, point.side)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda: _watch(point.step, reached)


def noting(log: Path) -> Hook:
    """Return a hook that writes each step that is reached, and its side, as a line of a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def reached(step: str, side: str) -> None:
        os.write(handle, f"{step}\t{side}\n".encode())

    def hook() -> None:
        for step in STEPS:
            _watch(step, reached)

    return hook


def noted(log: Path) -> Counter[tuple[str, str]]:
    """Return how often each step was reached, by step and side."""
    found: Counter[tuple[str, str]] = Counter()
    for line in log.read_text("utf-8").splitlines():
        step, _, side = line.partition("\t")
        found[step, side] += 1
    return found


def _watch(step: str, reached: Callable[[str, str], None]) -> None:
    """Call `reached` before and after each call of a step."""
    module, _, names = STEPS[step].partition(":")
    *path, name = names.split(".")
    owner = import_module(module)
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, name)

    def watched(*given: object, **named: object) -> object:
        reached(step, "before")
        result = original(*given, **named)
        reached(step, "after")
        return result

    setattr(owner, name, watched)
