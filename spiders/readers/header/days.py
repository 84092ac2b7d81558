"""The day that a matched form states, also without a year or counted back from the fetch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from aggregator.text.figures.numerals import chinese_numeral, month_named
from aggregator.text.words import family

from . import date_forms as forms

MAX_LEAP_GAP = 8
"""Years between two 29 Februaries."""

Match = re.Match[str]
Resolver = Callable[[Match, datetime], datetime | None]
"""From a match and the fetch time in the outlet's zone to midnight of the stated day, or the moment counted back."""


def _group(match: Match, name: str) -> str:
    return (match.groupdict().get(name) or "").lower()


def _midnight(now: datetime, year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=now.tzinfo)


def short_year(match: Match, now: datetime) -> datetime | None:
    """Return the day of a form with two digits for the year, which comes first in East Asia."""
    return full(match, now) if match["hour"] and is_east_asian(now) else None


def is_east_asian(now: datetime) -> bool:
    """Return whether an outlet's zone is China's, Japan's or Korea's by its offset."""
    return now.utcoffset() in (timedelta(hours=8), timedelta(hours=9))


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
_PARTS_OF_DAY = {"今": 0, "昨": 1, "前": 2}
"""Days back in 今早, 昨晚, 前晚."""
_WEEKDAYS = {
    **{name: number for number, name in enumerate("一二三四五六日")},
    "天": 6,
    **{name: number for number, name in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))},
}
_WEEKS_BACK = {word: int(weeks) for word, weeks in family("dates.week").group_of.items()}


def _day_word(match: Match, now: datetime) -> datetime:
    back = _DAYS_BACK | _PARTS_OF_DAY
    return start_of(now - timedelta(days=back[_group(match, "word_of_day")]))


def _weekday(match: Match, now: datetime) -> datetime | None:
    """Return the day in its week, which begins on Monday; without a week it needs a clock, and is the latest one.

    `last Friday` may be the latest or the one in the week before this: None where these differ.
    """
    week, name = _group(match, "week").strip(), _group(match, "weekday")
    number = _WEEKDAYS[name[:2] if name.isascii() else name[-1]]
    latest = start_of(now - timedelta(days=(now.weekday() - number) % 7))
    if not week:
        return latest if match["hour"] else None
    in_this = start_of(now + timedelta(days=number - now.weekday()))
    if week == "last":
        before = latest if latest < start_of(now) else latest - timedelta(weeks=1)
        return before if before == in_this - timedelta(weeks=1) else None
    return in_this - timedelta(weeks=_WEEKS_BACK.get(week, 0))


def start_of(at: datetime) -> datetime:
    """Return midnight of the day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


_UNIT_OF = family("dates.unit").group_of
_FINE_UNITS = frozenset({"seconds", "minutes", "hours"})
_COARSE_UNITS = frozenset({"days", "weeks"})
_AMOUNTS = {"a": 1.0, "an": 1.0, "半": 0.5, "half a": 0.5, "half an": 0.5}
_VAGUE = frozenset("几幾数數")


def _ago(match: Match, now: datetime) -> datetime | None:
    """Return the moment counted back, its day if only days and weeks are counted; months have no exact length."""
    spans = [_span(part) for part in forms.AMOUNT.finditer(match["amounts"])]
    if not all(spans):
        return None
    at = now - sum(filter(None, spans), timedelta())
    if counts_minutes(match):
        return at.replace(microsecond=0)
    return start_of(at) if now - at >= timedelta(days=1) else None


def _span(part: Match) -> timedelta | None:
    unit, amount = _UNIT_OF[_group(part, "unit")], _group(part, "amount")
    if unit not in _FINE_UNITS | _COARSE_UNITS or amount in _VAGUE:
        return None
    number = _AMOUNTS.get(amount) or float(amount if amount.isdigit() else chinese_numeral(amount.translate(_VARIANTS)))
    halves = sum(part[name] is not None for name in ("plus", "half"))
    return timedelta(**{unit: number + 0.5 * halves})


_VARIANTS = str.maketrans("兩", "两")


def _just_now(_match: Match, now: datetime) -> datetime:
    return now.replace(microsecond=0)


FORMS: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    *((form, full) for form in forms.FULL),
    (forms.SHORT_YEAR, short_year),
    (forms.DAY_FIRST, _day_first),
    *((form, month_day) for form in forms.MONTH_DAY),
    (forms.DAY_WORD, _day_word),
    *((form, _weekday) for form in forms.WEEKDAY),
    (forms.AGO, _ago),
    (forms.JUST_NOW, _just_now),
)


def counts_minutes(match: Match) -> bool:
    """Return whether a form counts back from the fetch in hours or less, and so states a minute without a clock."""
    parts = forms.AMOUNT.finditer(_group(match, "amounts"))
    return match.re is forms.JUST_NOW or any(_UNIT_OF[_group(part, "unit")] in _FINE_UNITS for part in parts)
