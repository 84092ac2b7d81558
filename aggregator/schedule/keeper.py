"""A timer of our own, for containers: it makes each edition at its hour, catches up on what is missing, and delivers.

It remembers nothing but its attempts. What is missing the store says, whoever made the rest.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn, Protocol

from aggregator.errors import AggregatorError
from aggregator.registry.editions import EditionPlan
from aggregator.schedule.jobs import DELIVERING, JUDGING
from aggregator.schedule.slots import Slot, next_slot

ATTEMPTS = 3
"""Times that the edition of a slot is tried."""
RETRY = timedelta(minutes=15)
"""Between two attempts, or two looks at a store that cannot be opened."""
BETWEEN = timedelta(minutes=JUDGING)
NAP = 30.0
"""Longest sleep in seconds: a machine that was suspended is late by this at most."""

_log = logging.getLogger(__name__)


class Clock(Protocol):
    """The time, and a way to let it pass."""

    def now(self) -> datetime:
        """Return the present, aware."""
        ...

    def wait(self, until: datetime) -> None:
        """Return at a moment, or later."""
        ...


class Work(Protocol):
    """The work of the keeper, each step a process or a test's own."""

    def missing(self, now: datetime) -> list[Slot]:
        """Return the slots that are due and whose edition is not in the store, first closed first."""
        ...

    def make(self, slot: Slot) -> None:
        """Try to make the edition of a slot; whether it is there, `missing` says."""
        ...

    def judge(self) -> None:
        """Judge the alarms, and send those that begin or end: a run that is missing cannot."""
        ...

    def deliver(self, now: datetime) -> bool:
        """Deliver what is due; return whether to ask again: False without channels."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)

    def wait(self, until: datetime) -> None:
        """Sleep until a moment, in naps."""
        while (left := (until - self.now()).total_seconds()) > 0:
            time.sleep(min(left, NAP))


def keep(plans: Sequence[EditionPlan], work: Work, clock: Clock) -> NoReturn:
    """Make and deliver until something raises: the clock's wait, or a signal."""
    attempts, judged = Counter[str](), clock.now()
    while True:
        now = clock.now()
        try:
            again = _look(work, attempts, now)
        except AggregatorError as error:
            _log.error("%s", error)
            again = RETRY
        if now >= judged + BETWEEN:
            work.judge()
            judged = now
        nexts = [judged + BETWEEN, *(next_slot(plan, now).starts for plan in plans)]
        clock.wait(min([*nexts, now + again]) if again else min(nexts))


def _look(work: Work, attempts: Counter[str], now: datetime) -> timedelta | None:
    """Do what is due; return when to look again at the latest, if that is before the next slot."""
    for slot in work.missing(now):
        if attempts[slot.key] < ATTEMPTS:
            attempts[slot.key] += 1
            work.make(slot)
    waits = [timedelta(minutes=DELIVERING)] if work.deliver(now) else []
    for slot in work.missing(now):
        if attempts[slot.key] < ATTEMPTS:
            waits.append(RETRY)
        elif attempts[slot.key] == ATTEMPTS:
            attempts[slot.key] += 1
            _log.error("%s: not made in %s attempts; `aggregator run --due` tries again", slot.key, ATTEMPTS)
    return min(waits, default=None)
