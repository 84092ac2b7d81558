"""Each run in a separate process: it ends with its memory, and a crash ends only itself."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from aggregator.errors import Stopped
from aggregator.models.delivery import Selection
from aggregator.registry.editions import EditionPlan
from aggregator.schedule.jobs import Job
from aggregator.schedule.slots import NEWEST, Slot, due
from aggregator.store import open_store

PATIENCE = 20.0
"""Seconds that a process has to end after a signal; a run takes ten at most."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Processes:
    """Does the keeper's work with the program's own commands."""

    store: str
    plans: Sequence[EditionPlan]
    jobs: Mapping[str, Job]
    """By name: an edition's, and `publish` if there are channels."""

    def missing(self, now: datetime) -> list[Slot]:
        """Return the slots that are due and whose edition is not in the store, first closed first."""
        with closing(open_store(self.store)) as store:
            return due(self.plans, store.digests.made(now - NEWEST), now)

    def make(self, slot: Slot) -> None:
        """Run the edition's command to its end."""
        _run(slot.key, self.jobs[slot.edition].words)

    def judge(self) -> None:
        """Run `alarms --check`."""
        _run("alarms", self.jobs["alarms"].words)

    def deliver(self, now: datetime) -> bool:
        """Run `publish` if anything is due."""
        if "publish" not in self.jobs:
            return False
        with closing(open_store(self.store)) as store:
            waiting = store.outbox.due(now, Selection())
        if waiting:
            _run("publish", self.jobs["publish"].words)
        return True


def _run(name: str, words: Sequence[str]) -> None:
    """Run a command; a signal for us ends it as well, in its own time.

    It gets its own session: a terminal would send the signal to both, and the second one ends a run at once.
    """
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command
    try:
        _log.info("%s: process %s starts", name, process.pid)
        _log.info("%s: process %s ended with %s", name, process.pid, process.wait())
    except Stopped:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        _log.info("%s: process %s stopped with %s", name, process.pid, process.wait())
        raise
