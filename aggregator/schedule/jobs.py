"""Jobs: the commands that a timer starts, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from aggregator.registry.editions import EditionPlan
from aggregator.schedule.slots import starting_time

DELIVERING, JUDGING = 5, 30
"""Minutes between two looks for deliveries that are due again, and between two judgements of the alarms."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command, started each day at an hour of its zone; without an hour, every few minutes."""

    name: str
    title: str
    words: tuple[str, ...]
    """The command line."""
    at: time | None = None
    zone: str | None = None
    every: int = 0
    """Minutes between two starts of a job without an hour."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the jobs run."""

    folder: Path
    """Working folder on this machine; relative paths of the options start here."""
    path: str
    """Value of PATH."""
    user: str = ""
    """User to run as; empty: the one that the timer runs as."""
    writable: tuple[Path, ...] = ()
    """Folders outside `folder` that a run writes to."""
    notes: tuple[str, ...] = ()
    """For the reader of the files: work that is left to do."""
    image: str = "newsdesk-digest"
    """Container image."""


def jobs(
    program: Sequence[str],
    plans: Iterable[EditionPlan],
    options: Mapping[str, str],
    shared: Sequence[str],
    delivering: bool,
) -> list[Job]:
    """Return the jobs: one for each edition, one for the alarms, and one that delivers what is due again.

    `options` are those of `run`, by name; `shared` are the ones that `alarms` and `publish` have as well. `delivering`:
    there are channels.
    """
    given = {name: value for name, value in options.items() if name in shared}
    found = [_edition_job(program, plan, options) for plan in plans]
    found.append(Job("alarms", "Judge the alarms", (*program, "alarms", "--check", *_flat(given)), every=JUDGING))
    if delivering:
        found.append(
            Job("publish", "Deliver what is due again", (*program, "publish", *_flat(given)), every=DELIVERING)
        )
    return found


def _edition_job(program: Sequence[str], plan: EditionPlan, options: Mapping[str, str]) -> Job:
    words = (*program, "run", "--edition", plan.name, "--due", *_flat(options))
    return Job(plan.name, f"Make the edition {plan.name}", words, starting_time(plan), plan.zone)


def _flat(options: Mapping[str, str]) -> list[str]:
    return [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
