"""The days on which an edition is made: weekdays, and the working days of China, by the library chinese-calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal, get_args

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Country = Literal["CN"]
"""Countries whose public holidays an edition may keep, by ISO 3166."""
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_FRIDAY = 4


def is_made_on(day: date, days: Collection[Weekday], country: Country | None) -> bool:
    """Return whether an edition with these weekdays is made on a day.

    A public holiday has none, and a weekend day that is worked in place of one counts as a Friday. Both follow the
    State Council's notice for the year; without it, until the library has it, only the weekday counts.
    """
    weekday = day.weekday()
    if country:
        free, holiday = _known(day)
        if free and holiday:
            return False
        if weekday > _FRIDAY and not free:
            weekday = _FRIDAY
    return WEEKDAYS[weekday] in days


def _known(day: date) -> tuple[bool, str | None]:
    """Return whether a day is free, and the name of its holiday."""
    from chinese_calendar import get_holiday_detail  # few editions keep holidays

    try:
        free, holiday = get_holiday_detail(day)
    except NotImplementedError:  # a year whose notice the library does not have
        return day.weekday() > _FRIDAY, None
    return free, holiday
