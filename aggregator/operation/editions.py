"""The rules of the alarms on editions: one that is late or missing, and one that is made of old stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median_low

from aggregator.models import MadeEdition, edition_key
from aggregator.operation.finding import AlarmKind, Finding
from aggregator.registry.editions import EditionPlan
from aggregator.schedule.slots import DELAY, Slot, is_made, last_slot

STALE = "stale"
"""Detail of the finding on the age of an edition's stories."""
GRACE = timedelta(hours=1)
"""After the time at which an edition is usually made; also the age of its newest story that is never too old."""
LEAST_MADE = 3
"""Editions of a name before a further one is expected."""
LEAST_AGES = 8
"""Editions of a name whose newest stories show what is usual; a weekend is among as many days."""
LONGER = 1.5
"""Times the greatest age of the past."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Making:
    """A run that wrote an edition."""

    edition: str
    """Key of the edition."""
    newest: datetime | None
    """When the newest of its stories was published (aware); None: none has a time."""
    reached: bool
    """The last crawl reached an outlet."""


def missing(plans: Sequence[EditionPlan], made: Sequence[MadeEdition], now: datetime) -> Iterator[Finding]:
    """Judge the slot of each edition that closed last: it is due, and nobody made it by its usual hour.

    `made` is that of the look-back. A slot whose weekday has usually no edition is not judged.
    """
    for plan in plans:
        slot = last_slot(plan, now)
        if is_made(slot, made):
            yield Finding(AlarmKind.EDITION, plan.name, "", "")
            continue
        past = [each for each in made if each.key[11:] == plan.name and each.end < slot.closed]
        deadline = slot.closed + _usual_delay(past) + GRACE
        if now > deadline and _is_expected(slot, past):
            text = f"missing: {slot.key} was due by {_utc(deadline)}; the last is {max(each.key for each in past)}"
            yield Finding(AlarmKind.EDITION, plan.name, "", text)


def _usual_delay(past: Sequence[MadeEdition]) -> timedelta:
    """Return the usual time from the end of the window to the edition: no less than the schedule leaves."""
    delays = [each.at - each.end for each in past if each.at >= each.end]
    return max([DELAY, *([median_low(delays)] if delays else [])])


def _is_expected(slot: Slot, past: Sequence[MadeEdition]) -> bool:
    """Return whether most of the same weekdays that the past covers had this edition."""
    if len(past) < LEAST_MADE:
        return False
    keys = {each.key for each in past}
    first = min(date.fromisoformat(each.key[:10]) for each in past)
    weeks = [day for back in range(1, 5) if (day := slot.day - back * WEEK) >= first]
    return 2 * sum(edition_key(day, slot.edition) in keys for day in weeks) > len(weeks)


def stale(makings: Sequence[Making], made: Sequence[MadeEdition]) -> Iterator[Finding]:
    """Judge the last edition of each name: the crawl before it failed, or its newest story is older than usual.

    `makings` are in the order of the runs; of an edition that was made again the last one counts.
    """
    ends = {each.key: each.end for each in made}
    last = {each.edition: each for each in makings if each.edition in ends}
    by_name: dict[str, list[Making]] = {}
    for key in sorted(last):
        by_name.setdefault(key[11:], []).append(last[key])
    for name, found in by_name.items():
        text = _why_stale(found[:-1], found[-1], ends)
        if text is not None:
            yield Finding(AlarmKind.EDITION, name, STALE, text)


def _why_stale(past: Sequence[Making], last: Making, ends: Mapping[str, datetime]) -> str | None:
    """Return why an edition is stale, an empty text if it is not; None if that cannot be said."""
    if not last.reached:
        return f"stale: {last.edition} was made though the last crawl reached no outlet"
    ages = [age for each in past if (age := _age(each, ends)) is not None]
    age = _age(last, ends)
    if age is None or len(ages) < LEAST_AGES:
        return None
    if age <= max(GRACE, LONGER * max(ages)):
        return ""
    hours = timedelta(hours=1)
    usual = f"usually {median_low(ages) / hours:.1f}, at most {max(ages) / hours:.1f}"
    return f"stale: the newest story of {last.edition} was {age / hours:.1f} hours old when its window closed; {usual}"


def _age(making: Making, ends: Mapping[str, datetime]) -> timedelta | None:
    """Return how old the newest story of an edition was at the end of its window."""
    return None if making.newest is None else max(timedelta(0), ends[making.edition] - making.newest)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
