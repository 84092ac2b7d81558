"""The clock of a matched time: half of the day, hour, minute, and any stated offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from aggregator.text.words import family

CHINA = timedelta(hours=8)
_HALVES = {**family("dates.half").group_of, "am": "morning", "a": "morning", "pm": "afternoon", "p": "afternoon"}
_EARLIEST_EVENING = 5
"""Hour of twelve that may be called 晚上; 晚上2点 may be the afternoon's or the next day's."""
_ZONES = family("dates.zone").group_of
"""Hours from UTC, or the place that the zone is named by; any other abbreviation is read as the outlet's zone."""
_US_CENTRAL = -6
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `zone` is None unless the page states an offset."""

    hour: int
    minute: int
    second: int = 0
    zone: tzinfo | None = None
    days: int = 0
    """Days after the day that is named: 晚上12点 is the next day's midnight."""


def clock_of(match: re.Match[str], now: datetime) -> Clock | None:
    """Return the clock of a match, if it has one.

    Midnight to the second is not a clock: systems print it when they know only the day. Neither is an hour that its
    half of the day leaves open.
    """
    groups = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "hour" not in groups:
        return None
    hour = _hour(int(groups["hour"]), _half(groups))
    minute, second = _minute(groups), int(_any(groups, "second", "second_alone", "second_zh") or 0)
    if minute is None or hour is None or (hour == minute == second == 0 and "half" not in groups):
        return None
    return Clock(hour % 24, minute, second, _zone(groups.get("offset", ""), now), hour // 24)


def _half(groups: dict[str, str]) -> str | None:
    stated = groups.get("half") or groups.get("ampm", "")
    return _HALVES.get(stated) or _HALVES.get(stated[:1])


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour of 24, from 24 on the next day's; None if the half of the day leaves it open."""
    if hour > 12 or half is None:
        return hour
    if half == "morning":
        return hour % 12
    if half in ("evening", "night"):
        return _after_dark(hour, half)
    return hour + 12 if (half == "afternoon" and hour < 12) or (half == "noon" and hour < 3) else hour


def _after_dark(hour: int, half: str) -> int | None:
    if hour < _EARLIEST_EVENING:
        return hour if half == "night" else None
    return hour + 12


def _minute(groups: dict[str, str]) -> int | None:
    """Return the minute; None for an hour alone (`8时`)."""
    if word := groups.get("word"):
        return 30 if word == "半" else 0
    minute = _any(groups, "minute", "minute_dotted", "minute_zh")
    return int(minute) if minute else None


def _any(groups: dict[str, str], *names: str) -> str | None:
    return next((groups[name] for name in names if name in groups), None)


def _zone(offset: str, now: datetime) -> tzinfo | None:
    """Return the zone of an offset, abbreviation or place; `CST` is China's if the outlet is in China's zone."""
    if not offset:
        return None
    if offset == "cst":
        here = now.utcoffset()
        return now.tzinfo if here == CHINA else timezone(timedelta(hours=_US_CENTRAL))
    if named := _ZONES.get(offset):
        return ZoneInfo(named) if "/" in named else timezone(timedelta(hours=int(named)))
    if "/" in offset:
        return _zone_at(offset)
    numbers = _OFFSET.fullmatch(offset)
    if not numbers:
        return None
    size = timedelta(hours=int(numbers[2]), minutes=int(numbers[3] or 0))
    return timezone(size if numbers[1] == "+" else -size)


def _zone_at(place: str) -> tzinfo | None:
    """Return the zone of a place in the time zone database, whose names are compared without case."""
    name = _places().get(place)
    return ZoneInfo(name) if name else None


@cache
def _places() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
