"""The clock of a matched time: half of the day, hour, minute, and any stated offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from aggregator.text.words import family

CHINA = timedelta(hours=8)
_HALVES = {**family("dates.half").group_of, "am": "morning", "a": "morning", "pm": "afternoon", "p": "afternoon"}
_ZONES = {name: int(hours) for name, hours in family("dates.zone").group_of.items()}
"""Hours from UTC; any other abbreviation is read as the outlet's zone."""
_US_CENTRAL = -6
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `zone` is None unless the page states an offset."""

    hour: int
    minute: int
    second: int = 0
    zone: tzinfo | None = None


def clock_of(match: re.Match[str], now: datetime) -> Clock | None:
    """Return the clock of a match, if it has one.

    Midnight to the second is not a clock: systems print it when they know only the day.
    """
    groups = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "hour" not in groups:
        return None
    hour = _hour(int(groups["hour"]), groups)
    minute, second = _minute(groups), int(groups.get("second") or groups.get("second_zh") or 0)
    if minute is None or (hour == minute == second == 0 and "half" not in groups):
        return None
    return Clock(hour, minute, second, _zone(groups.get("offset", ""), now))


def _hour(hour: int, groups: dict[str, str]) -> int:
    half = _HALVES.get(groups.get("half") or groups.get("ampm", "")[:1])
    if (half == "afternoon" and hour < 12) or (half == "noon" and hour < 3):
        return hour + 12
    return 0 if half == "morning" and hour == 12 else hour


def _minute(groups: dict[str, str]) -> int | None:
    """Return the minute; None for an hour alone (`8时`)."""
    if word := groups.get("word"):
        return 30 if word == "半" else 0
    minute = groups.get("minute") or groups.get("minute_zh")
    return int(minute) if minute else None


def _zone(offset: str, now: datetime) -> tzinfo | None:
    """Return the zone of an offset or abbreviation; `CST` is China's if the outlet is in China's zone."""
    if not offset:
        return None
    if offset == "cst":
        here = now.utcoffset()
        return now.tzinfo if here == CHINA else timezone(timedelta(hours=_US_CENTRAL))
    if offset in _ZONES:
        return timezone(timedelta(hours=_ZONES[offset]))
    numbers = _OFFSET.fullmatch(offset)
    if not numbers:
        return None
    size = timedelta(hours=int(numbers[2]), minutes=int(numbers[3] or 0))
    return timezone(size if numbers[1] == "+" else -size)
