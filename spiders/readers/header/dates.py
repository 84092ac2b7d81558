"""From printed times to moments: our own parser first, dateparser last and bounded.

Pages print a time in many spellings, mostly without an offset, often without a year, sometimes relative to the
fetch. A wrong date is worse than none: an ambiguous, impossible or future one gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.models import Precision

from ..reading import Moment
from . import date_forms as forms
from .clocks import Clock, clock_of
from .days import (
    FORMS,
    Match,
    Resolver,
    counts_minutes,
    full,
    is_east_asian,
    month_day,
    start_of,
)
from .digits import with_ascii_digits

MAX_FIELD_LENGTH = 300
"""Characters of a field that are read: its time is at the beginning."""
MAX_TEXT_LENGTH = 20_000
"""Characters of a longer text that are searched for its first time."""
MAX_TIMES = 6
"""Times in a text that are looked at."""
MAX_FOREIGN_LENGTH = 40
"""Characters passed to dateparser, whose cost grows with them."""
MAX_CLOCK_LENGTH = 32
"""Characters before a day in which its clock may be."""
MIN_YEAR = 1990
"""No news site is older; earlier years are empty fields (1970) and misread numbers."""
CLOCK_SKEW = timedelta(minutes=15)
"""An outlet's clock may be ahead of ours by this much; a later time is not a time of publication."""

_EDGES = " []()（）【】|｜·/"
_FOREIGN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_FOREIGN_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
_FOREIGN_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru")


def parse_moment(text: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a field that states a time.

    `fetched_at` is aware; a time without an offset is in `zone`. The result is aware in `zone`, midnight with
    precision `day` where no clock is stated. None if the field states no time, an impossible or ambiguous
    one, or one later than the fetch (plus 15 minutes).
    """
    raw = text.strip()
    plain = with_ascii_digits(raw[:MAX_FIELD_LENGTH])
    now = fetched_at.astimezone(zone)
    found = _number(plain, now) or _first(plain, now) or _bare(plain, now) or _foreign(plain, now)
    return Moment(found.at, found.precision, raw) if found else None


def find_moment(text: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Return the first time in a longer text; `raw` is its wording there, with ASCII digits."""
    return next((found.moment for found in find_moments(text, fetched_at, zone)), None)


class InText(NamedTuple):
    """A time in a text and the text before and behind it, with ASCII digits."""

    before: str
    moment: Moment
    behind: str


def find_moments(text: str, fetched_at: datetime, zone: ZoneInfo) -> Iterator[InText]:
    """Yield the times in a longer text, in its order."""
    plain, now, at = with_ascii_digits(text[:MAX_TEXT_LENGTH]), fetched_at.astimezone(zone), 0
    for _ in range(MAX_TIMES):
        found = _next(plain, at, now)
        if found is None:
            return
        start, end, moment = found
        yield InText(plain[:start], moment, plain[end:])
        at = end


def parse_split(text: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a time whose parts are in several elements, and whose text they are together: `23 2026年11月`."""
    plain, now = with_ascii_digits(text), fetched_at.astimezone(zone)
    matches = (form.fullmatch(plain) for form in forms.SPLIT)
    return next(filter(None, (_moment(match, full, now) for match in matches if match)), None)


def parse_whole(text: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a text that is a time and nothing else, also one in brackets."""
    raw = text.strip()
    plain, now = with_ascii_digits(raw[:MAX_FIELD_LENGTH]).strip(_EDGES), fetched_at.astimezone(zone)
    found = _next(plain, 0, now)
    moment = found[2] if found and found[:2] == (0, len(plain)) else _bare(plain, now)
    return replace(moment, raw=raw) if moment else parse_split(plain, fetched_at, zone)


def _first(text: str, now: datetime) -> Moment | None:
    found = _next(text, 0, now)
    return found[2] if found else None


def _next(text: str, at: int, now: datetime) -> tuple[int, int, Moment] | None:
    """Return the first moment from a place in the text on; of two that begin at one place, the longer form."""
    found = (first for first in (_first_of(form, resolve, text, at, now) for form, resolve in FORMS) if first)
    return min(found, key=lambda first: (first[0], -first[1]), default=None)


def _first_of(
    form: re.Pattern[str], resolve: Resolver, text: str, at: int, now: datetime
) -> tuple[int, int, Moment] | None:
    for match in form.finditer(text, at):
        if moment := _moment(match, resolve, now):
            return match.start(), match.end(), moment
    return None


def _moment(match: Match, resolve: Resolver, now: datetime) -> Moment | None:
    try:
        day = resolve(match, now)
        clock = clock_of(match, now) or _clock_before(match, now)
    except (ValueError, OverflowError):
        return None
    if day is None or day.year < MIN_YEAR:
        return None
    at = _at(day, clock)
    return _not_in_future(at, _precision(at, clock, match), match, now)


def _clock_before(match: Match, now: datetime) -> Clock | None:
    """Return the clock right before a day that has none behind it."""
    if match.re not in forms.DAYS or match["hour"]:
        return None
    before = forms.CLOCK_BEFORE.search(match.string[max(0, match.start() - MAX_CLOCK_LENGTH) : match.start()])
    return clock_of(before, now) if before else None


def _not_in_future(at: datetime, precision: Precision, match: Match, now: datetime) -> Moment | None:
    return Moment(at, precision, match[0].strip()) if at <= now + CLOCK_SKEW else None


def _precision(at: datetime, clock: Clock | None, match: Match) -> Precision:
    """Return the precision; midnight in the outlet's zone, even written as 16:00 UTC, states only the day."""
    stated = clock is not None or counts_minutes(match)
    return Precision.MINUTE if stated and at != start_of(at) else Precision.DAY


def _at(day: datetime, clock: Clock | None) -> datetime:
    if clock is None:
        return day
    stated = day.replace(hour=clock.hour, minute=clock.minute, second=clock.second, tzinfo=clock.zone or day.tzinfo)
    return (stated + timedelta(days=clock.days)).astimezone(day.tzinfo)


def _number(text: str, now: datetime) -> Moment | None:
    """Read a field that is one number: 20261123083000, or seconds or milliseconds since 1970."""
    if match := forms.COMPACT.fullmatch(text):
        return _moment(match, full, now)
    match = forms.STAMP.fullmatch(text) or forms.DOTNET.fullmatch(text)
    if not match:
        return None
    seconds = int(match.groupdict().get("seconds") or match["milliseconds"][:-3])
    at = datetime.fromtimestamp(seconds, UTC).astimezone(now.tzinfo)
    if at.year < MIN_YEAR:
        return None
    return _not_in_future(at, Precision.MINUTE, match, now)


def _bare(text: str, now: datetime) -> Moment | None:
    """Read a field that is only a month and day, a day with a short year, or a clock."""
    if match := forms.BARE_MONTH_DAY.fullmatch(text):
        return _moment(match, month_day, now)
    if is_east_asian(now) and (match := forms.SHORT_YEAR.fullmatch(text)):
        return _moment(match, full, now)
    match = forms.CLOCK_ONLY.fullmatch(text)
    return _moment(match, _latest_clock, now) if match else None


def _latest_clock(match: Match, now: datetime) -> datetime | None:
    """Return the last day before the fetch on which the clock showed this time."""
    today = start_of(now)
    clock = clock_of(match, now)
    if clock is None:
        return None
    return today if _at(today, clock) <= now else today - timedelta(days=1)


def _foreign(text: str, now: datetime) -> Moment | None:
    """Ask dateparser for a date in another language, with day, month and year stated."""
    if len(text) > MAX_FOREIGN_LENGTH or _IDEOGRAPH.search(text) or not _is_foreign(text):
        return None
    from dateparser import parse

    settings = {
        "TIMEZONE": str(now.tzinfo),
        "RETURN_AS_TIMEZONE_AWARE": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": now.replace(tzinfo=None),
    }
    at = parse(text, languages=list(_FOREIGN_LANGUAGES), settings=settings)
    return _from_foreign(text, at.astimezone(now.tzinfo), now) if at else None


def _is_foreign(text: str) -> bool:
    """Return whether a text names a month in letters and states a year: digits alone are ambiguous there."""
    return bool(_FOREIGN_YEAR.search(text)) and len(re.findall(r"[^\W\d_]", text)) >= 3


def _from_foreign(text: str, at: datetime, now: datetime) -> Moment | None:
    if at.year < MIN_YEAR or at > now + CLOCK_SKEW:
        return None
    if _FOREIGN_CLOCK.search(text):
        return Moment(at.replace(microsecond=0), Precision.MINUTE, text)
    return Moment(start_of(at), Precision.DAY, text)
