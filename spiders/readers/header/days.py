"""The day that a matched form states, also without a year or counted back from the fetch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from aggregator.text.figures.numerals import month_named
from aggregator.text.words import family
from spiders.readers.header import date_forms as forms

MAX_LEAP_GAP = 8
"""Years between two 29 Februaries."""

Match = re.Match[str]
Resolver = Callable[[Match, datetime], datetime | None]
"""From a match and the fetch time in the outlet's zone to midnight of the stated day, or the moment counted back."""


def _group(match: Match, name: str) -> str:
    return (match.groupdict().get(name) or "").lower()


def _midnight(now: datetime, year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=now.tzinfo)


def full(match: Match, now: datetime) -> datetime:
    """Return the day stated by a form with a year."""
    name = _group(match, "name")
    month = month_named(name.title()) if name else int(match["month"])
    year = int(match["year"])
    return _midnight(now, year if year >= 100 else 2000 + year, month, int(match["day"]))


def _day_first(match: Match, now: datetime) -> datetime | None:
    first, second = int(match["first"]), int(match["second_part"])
    if first <= 12 and second <= 12 and first != second:
        return None
    month, day = (second, first) if first > 12 else (first, second)
    return _midnight(now, int(match["year"]), month, day)


def month_day(match: Match, now: datetime) -> datetime | None:
    """Return the latest such day that is not after the fetch; around New Year it may be last year's."""
    month, day = int(match["month"]), int(match["day"])
    for year in range(now.year, now.year - MAX_LEAP_GAP - 1, -1):
        try:
            found = _midnight(now, year, month, day)
        except ValueError:
            continue
        if found <= now:
            return found
    return None


_DAYS_BACK = {word: int(days) for word, days in family("dates.day").group_of.items()}
_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}


def _day_word(match: Match, now: datetime) -> datetime:
    return start_of(now - timedelta(days=_DAYS_BACK[_group(match, "word_of_day")]))


def _weekday(match: Match, now: datetime) -> datetime:
    back = (now.weekday() - _WEEKDAYS[match["weekday"][-1]]) % 7
    return start_of(now - timedelta(days=back))


def start_of(at: datetime) -> datetime:
    """Return midnight of the day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


_UNIT_OF = family("dates.unit").group_of
_FINE_UNITS = frozenset({"seconds", "minutes", "hours"})
_COARSE_UNITS = frozenset({"days", "weeks"})
_AMOUNTS = {"a": 1.0, "an": 1.0, "半": 0.5}


def _ago(match: Match, now: datetime) -> datetime | None:
    unit, amount = _UNIT_OF[_group(match, "unit")], _group(match, "amount")
    if amount == "几":
        return None
    number = _AMOUNTS.get(amount) or float(amount)
    if unit in _FINE_UNITS:
        return (now - timedelta(**{unit: number})).replace(microsecond=0)
    if unit in _COARSE_UNITS and number >= 1:
        return start_of(now - timedelta(**{unit: number}))
    return None


def _just_now(_match: Match, now: datetime) -> datetime:
    return now.replace(microsecond=0)


FORMS: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    *((form, full) for form in forms.FULL),
    (forms.DAY_FIRST, _day_first),
    *((form, month_day) for form in forms.MONTH_DAY),
    (forms.DAY_WORD, _day_word),
    (forms.WEEKDAY, _weekday),
    (forms.AGO, _ago),
    (forms.JUST_NOW, _just_now),
)


def counts_minutes(match: Match) -> bool:
    """Return whether a form counts back from the fetch in hours or less, and so states a minute without a clock."""
    return _UNIT_OF.get(_group(match, "unit")) in _FINE_UNITS or match.re is forms.JUST_NOW
