"""The rhythm of an outlet: its usual number of new links by weekday and hour, so that its nights count as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from aggregator.operation.history import Visit

HOUR = timedelta(hours=1)
MAX_INTERVAL = timedelta(days=3)
"""Between two visits; the new links after a longer one are as old as the outlet's list, not as the interval."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """New links an hour: the mean, and its factors by weekday (Monday is 0) and by hour, in the outlet's zone."""

    zone: ZoneInfo
    mean: float = 0.0
    weekdays: dict[int, float] = field(default_factory=dict)
    """Without the weekdays that no visit covered."""
    hours: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, visits: Sequence[Visit], zone: ZoneInfo) -> Rhythm:
        """Learn from the visits that reached the outlet, oldest first; the links of an interval are spread over it."""
        spent: defaultdict[tuple[str, int], float] = defaultdict(float)
        links = spent.copy()
        for before, visit in pairwise(visits):
            length = visit.at - before.at
            if timedelta(0) < length <= MAX_INTERVAL:
                for weekday, hour, part in _hours(before.at, visit.at, zone):
                    for slot in (("all", 0), ("weekday", weekday), ("hour", hour)):
                        spent[slot] += part
                        links[slot] += visit.report.links_new * part / (length / HOUR)
        mean = links["all", 0] / spent["all", 0] if spent["all", 0] else 0.0
        rates = {slot: links[slot] / spent[slot] / mean for slot in spent} if mean else {}
        days, hours = ({at: rate for (kind, at), rate in rates.items() if kind == each} for each in ("weekday", "hour"))
        return cls(zone, mean, days, hours)

    def rate(self, weekday: int, hour: int) -> float:
        """Return the links usually new in an hour of a weekday; 0 where no visit was."""
        return self.mean * self.weekdays.get(weekday, 0.0) * self.hours.get(hour, 0.0)

    def expected(self, start: datetime, end: datetime) -> float:
        """Return the links usually new between two moments."""
        parts = _hours(start, min(end, start + 10 * MAX_INTERVAL), self.zone)
        return sum(self.rate(weekday, hour) * part for weekday, hour, part in parts)

    def usual_gap(self, weekday: int, hour: int) -> float | None:
        """Return the hours that usually lie between two new links at an hour of a weekday; None: no link is usual."""
        rate = self.rate(weekday, hour)
        return 1 / rate if rate else None


@lru_cache(maxsize=4096)  # outlets share the times of the runs
def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[tuple[int, int, float], ...]:
    """Return the hours between two moments in a zone, as weekday and hour, with the part that lies between them."""
    found, at = [], start
    while at < end:
        local = at.astimezone(zone)
        rest = HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        length = min(rest, end - at)
        found.append((local.weekday(), local.hour, length / HOUR))
        at += length
    return tuple(found)
