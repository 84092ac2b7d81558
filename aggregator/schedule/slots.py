"""Slots: an edition of a day is due when its window has closed, until the next one of its name is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.models import MadeEdition, edition_key
from aggregator.registry.editions import MAX_SKIPPED, EditionPlan

DELAY = timedelta(minutes=5)
"""From the end of a window to the start of its run: outlets date stories to the minute and show them later."""
NEWEST = timedelta(hours=25)
"""From the end of the newest window to the present, at most: a day on which the clocks go back is that long."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An edition of a day, and the end of its window (aware, in the edition's zone)."""

    edition: str
    day: date
    closed: datetime

    @property
    def starts(self) -> datetime:
        """When its run starts."""
        return self.closed + DELAY

    @property
    def key(self) -> str:
        """The edition in paths and in the store."""
        return edition_key(self.day, self.edition)


def starting_time(plan: EditionPlan) -> time:
    """Return the hour at which an edition's run starts each day, in its zone."""
    return (datetime.combine(date.min, plan.closes) + DELAY).time()


def last_slot(plan: EditionPlan, now: datetime) -> Slot:
    """Return the slot of the newest window that has closed."""
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    slots = (slot_on(plan, today - timedelta(days=back)) for back in range(MAX_SKIPPED + 2))
    return next(slot for slot in slots if plan.is_made_on(slot.day) and slot.closed <= now)


def next_slot(plan: EditionPlan, now: datetime) -> Slot:
    """Return the first slot whose run starts after `now`."""
    day = last_slot(plan, now).day
    slots = (slot_on(plan, day + timedelta(days=ahead)) for ahead in range(MAX_SKIPPED + 2))
    return next(slot for slot in slots if plan.is_made_on(slot.day) and slot.starts > now)


def due(plans: Iterable[EditionPlan], made: Collection[MadeEdition], now: datetime) -> list[Slot]:
    """Return the last slots whose edition is missing, first closed first; `made` are those that closed since `NEWEST`.

    A slot from before the newest one of its name, or older than `NEWEST`, is never due: an edition that late is of no
    use.
    """
    slots = (slot for plan in plans if (slot := last_slot(plan, now)).closed >= now - NEWEST)
    return sorted(
        (slot for slot in slots if slot.starts <= now and not is_made(slot, made)), key=lambda slot: slot.closed
    )


def is_made(slot: Slot, made: Iterable[MadeEdition]) -> bool:
    """Return whether the edition of a slot was made after its window had closed: before, it was a preview."""
    return any(each.key == slot.key and each.at >= slot.closed for each in made)


def slot_on(plan: EditionPlan, day: date) -> Slot:
    """Return the slot of a day."""
    return Slot(plan.name, day, datetime.combine(day, plan.closes, ZoneInfo(plan.zone)))
