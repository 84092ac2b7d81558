"""Jobs: the commands that a timer starts, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from aggregator.registry.editions import EditionPlan
from aggregator.schedule.slots import starting_time

EVERY = 5
"""Minutes between two looks for deliveries that are due again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command, started each day at an hour of its zone; without an hour, every few minutes."""

    name: str
    title: str
    words: tuple[str, ...]
    """The command line."""
    at: time | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the jobs run."""

    folder: Path
    """Working folder on this machine; relative paths of the options start here."""
    path: str
    """Value of PATH."""
    writable: tuple[Path, ...] = ()
    """Folders outside `folder` that a run writes to."""
    notes: tuple[str, ...] = ()
    """For the reader of the files: work that is left to do."""
    image: str = "newsdesk-digest"
    """Container image."""


def jobs(
    program: Sequence[str], plans: Iterable[EditionPlan], options: Mapping[str, str], delivering: Sequence[str] | None
) -> list[Job]:
    """Return the jobs: one for each edition, and one that delivers what is due again.

    `options` are those of `run`, by name; `delivering` are the ones that `publish` has as well, None: no channels.
    """
    found = [_edition_job(program, plan, options) for plan in plans]
    if delivering is not None:
        given = {name: value for name, value in options.items() if name in delivering}
        found.append(Job("publish", "Deliver what is due again", (*program, "publish", *_flat(given))))
    return found


def _edition_job(program: Sequence[str], plan: EditionPlan, options: Mapping[str, str]) -> Job:
    words = (*program, "run", "--edition", plan.name, "--due", *_flat(options))
    return Job(plan.name, f"Make the edition {plan.name}", words, starting_time(plan), plan.zone)


def _flat(options: Mapping[str, str]) -> list[str]:
    return [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
