"""Marks that turn a story round: denied, rumoured, withdrawn, corrected, old, a test, held until an hour.

An outlet sets them apart from the sentence: in brackets, before a colon or a column mark, as the last clause of a
headline, at the head of the text. The same words inside a sentence are news like any other and are not marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from aggregator.text.words import family

_FORMS = {
    "denied": family("marks.denied").pattern(before=r"\A"),
    "rumoured": family("marks.rumoured").pattern(before=r"\A"),
    "withdrawn": family("marks.withdrawn").pattern(before=r"\A"),
    "corrects": family("marks.corrects").pattern(before=r"\A"),
    "old": family("marks.old").pattern(before=r"\A"),
    "test": family("marks.test").pattern(before=r"\A"),
    "embargo": family("marks.embargo").pattern(before=r"\A"),
}
_AMENDED = family("marks.amended").pattern()
_WITHDRAWING = family("marks.withdrawing").pattern()
_ANSWERING = {kind: re.compile("|".join(words), re.I) for kind, words in family("marks.answering").groups.items()}
_PLACES = (
    re.compile(r"[【\[［〔（(]\s*([^【】\[\]［］〔〕（）()]{1,60}?)\s*[】\]］〕）)]\s*[：:]?"),
    re.compile(r"^([^：丨｜|│【】（）]{1,60}?)\s{0,4}(?:[：丨｜|│！!]|:(?!\d\d)|(?<=[A-Z])-(?=[A-Z])|\s[-–—]\s)\s*"),
    re.compile(
        r"(?=.{3,90}+$)\s{0,4}(?:[丨｜|│]|\s[-–—]\s|(?<![-–—_])[-–—_]+(?=[\u4e00-\u9fff]))\s{0,4}([^丨｜|│]{1,60})$"
    ),
)
"""Where a mark is set apart: in brackets, at the head, at the end behind a column mark."""
_LAST_CLAUSE = re.compile(r"(?<=[，,？?！!。：:\s])([^，,？?！!。：:\s]{1,8})[！!。]*$")
_ASKED = re.compile(r"(?<![？?])[？?]++\s{0,4}(?:[^，,？?！!。：:\s]{1,10}[：:])?([^，,？?！!。：:\s]{1,8})[！!。]*$")
_BRACKETS_FIRST = re.compile(r"(?:[【\[［〔（(][^【】\[\]［］〔〕（）()]{1,60}[】\]］〕）)]\s*)+")
_SAID_LAST = ("denied", "rumoured")
"""Kinds that may also be the last clause of a headline: `…？假的！`."""
_MAX_LINE, _LINES = 60, 3
"""A line of the text that may be a mark as a whole, among the first ones."""
_MAX_READ = 300


@dataclass(frozen=True, slots=True)
class Marks:
    """Properties of a story that its outlet set beside its words."""

    denied: bool = False
    """The headline's claim is denied."""
    rumoured: bool = False
    withdrawn: bool = False
    """It is a notice that takes another story back."""
    corrects: bool = False
    old: bool = False
    test: bool = False
    amended: bool = False
    """A note at its foot says that it was corrected."""
    embargo: str | None = None
    """The line that forbids it before an hour, as written."""


NO_MARKS = Marks()


@lru_cache(maxsize=16384)
def marks(title: str, text: str) -> Marks:
    """Return the marks of a story, from its title and the head of its text.

    Cached for more stories than a day has: every stage asks for those of all stories in turn.
    """
    places = _all_places(title, text)
    last = [match[1] for match in _LAST_CLAUSE.finditer(title[-_MAX_READ:])]
    found = {kind: _first(kind, [*places, *last] if kind in _SAID_LAST else places) for kind in _FORMS}
    withdrawing = bool(_WITHDRAWING.match(text[:_MAX_READ]))
    return Marks(
        **{kind: bool(found[kind]) for kind in _FORMS if kind not in {"withdrawn", "embargo"}},
        withdrawn=bool(found["withdrawn"]) or withdrawing,
        amended=any(_AMENDED.match(line.strip()) for line in text[-_MAX_READ:].splitlines()[-_LINES:]),
        embargo=found["embargo"],
    )


def embargo_of(title: str, text: str) -> str | None:
    """Return the line that forbids a story before an hour, as written, if it has one."""
    return _first("embargo", _all_places(title, text))


def _all_places(title: str, text: str) -> list[str]:
    return [*_places(title[:_MAX_READ]), title.strip()[:_MAX_READ], *_head(text)]


def without_marks(line: str) -> str:
    """Return a line without the marks set apart in it, for what is written from it."""
    for place in _PLACES:
        line = place.sub(lambda match: "" if _is_mark(match[1]) else match.group(), line)
    return _ASKED.sub(lambda match: "" if _first("denied", [match[1]]) else match.group(), line).strip()


def answers(title: str, text: str, *, heard: bool) -> bool:
    """Return whether a story denies or corrects a claim; `heard`: one is about, so that a response is to it."""
    found = marks(title, text)
    kinds = ("denies", "responds") if heard else ("denies",)
    return found.denied or found.corrects or found.amended or any(_ANSWERING[kind].search(title) for kind in kinds)


def answering(line: str) -> bool:
    """Return whether a line has somebody's answer: a denial, or a response."""
    return any(form.search(line) for form in _ANSWERING.values())


def denies(line: str) -> bool:
    """Return whether a line says that something is denied."""
    return denial(line) is not None


def denial(line: str) -> str | None:
    """Return the word by which a line says that something is denied."""
    found = _ANSWERING["denies"].search(line)
    return found and found.group()


def _is_mark(place: str) -> bool:
    return any(form.fullmatch(place) for form in _FORMS.values())


def _first(kind: str, places: Sequence[str]) -> str | None:
    return next((place for place in places if _FORMS[kind].fullmatch(place)), None)


def _places(line: str) -> Iterator[str]:
    for place in _PLACES:
        yield from (match[1] for match in place.finditer(line))


def _head(text: str) -> Iterator[str]:
    """Yield the places of the first lines, and short lines as a whole."""
    for line in filter(None, map(str.strip, text[:_MAX_READ].splitlines()[:_LINES])):
        if brackets := _BRACKETS_FIRST.match(line):
            yield from (match[1] for match in _PLACES[0].finditer(brackets.group()))
        if before := _PLACES[1].match(line):
            yield before[1]
        if len(line) <= _MAX_LINE:
            yield line.strip("。.！!*-— ")


_NUMERIC = re.compile(r"(?:(20\d\d)[-/.年])?(\d{1,2})[-/.月](\d{1,2})(?:日|号|(?=\D|$))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)(?:,? (20\d\d))?", re.IGNORECASE),
    re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:,? (20\d\d))?", re.IGNORECASE),
)
_RELATIVE = {"今": 0, "明": 1, "后天": 2, "次日": 1, "翌日": 1, "today": 0, "tonight": 0, "tomorrow": 1}
_DAYS = re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True)), re.IGNORECASE)
_HALF = family("dates.half")
_CLOCK = re.compile(
    rf"({'|'.join(sorted(_HALF.words, key=len, reverse=True))})?\s{{0,4}}"
    r"(\d{1,2})\s{0,4}(?:[：:]\s{0,4}(\d{2})|[时點点](半|\d{1,2})?分?)\s{0,4}([ap]\.?m\b)?|()\b(\d{1,2})\s*([ap])\.?m\b",
    re.IGNORECASE,
)
_ZONE = family("dates.zone")
_ZONE_NAME = re.compile(rf"\b({'|'.join(sorted(_ZONE.words, key=len, reverse=True))})\b", re.IGNORECASE)
_EASTERN = re.compile(r"\bET\b|\beastern\b|美东", re.IGNORECASE)
_BARE_DAY = re.compile(r"(?<!\d)(\d{1,2})[日号]")
_NOON = 12


def lifted(embargo: str, appeared: datetime, zone: str) -> datetime | None:
    """Return the moment at which an embargo ends, or None if it states none that can be read.

    `appeared`: when the story did, from which a day without a year, or an hour without a day, is resolved. `zone` is
    that of an hour without a zone. A day without an hour ends the embargo as it begins.
    """
    clock, place = _clock(embargo), _zone(embargo, zone)
    local = appeared.astimezone(place)
    day = _day(embargo, local.date())
    if day is None and clock is None:
        return None
    moment = datetime.combine(day or local.date(), time(), place) + (clock or timedelta())
    return moment if day or moment >= local else moment + timedelta(days=1)


def _day(text: str, today: date) -> date | None:
    for year, month, day in _dates(text):
        for guess in (year,) if year else (today.year, today.year + 1):
            try:
                found = date(guess, month, day)
            except ValueError:
                continue
            if year or found >= today - timedelta(days=180):
                return found
    if named := _DAYS.search(text):
        return today + timedelta(days=_RELATIVE[named.group().lower()])
    bare = _BARE_DAY.search(text)
    ahead = (today + timedelta(days=number) for number in range(31))
    return next((day for day in ahead if bare and day.day == int(bare[1])), None)


def _dates(text: str) -> Iterator[tuple[int | None, int, int]]:
    first, second = _ENGLISH
    for found in first.finditer(text):
        yield int(found[3]) if found[3] else None, _MONTHS.index(found[1][:3].lower()) + 1, int(found[2])
    for found in second.finditer(text):
        yield int(found[3]) if found[3] else None, _MONTHS.index(found[2][:3].lower()) + 1, int(found[1])
    for found in _NUMERIC.finditer(text):
        yield int(found[1]) if found[1] else None, int(found[2]), int(found[3])


def _clock(text: str) -> timedelta | None:
    """Return the time of day as the span from midnight; 24:00 is the next one."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour = int(found[2] or found[7])
    minute = 30 if found[4] == "半" else int(found[3] or found[4] or 0)
    half = (found[5] or found[8] or "").lower()[:1]
    named = _HALF.group_of.get(found[1] or "")
    late = half == "p" or named in {"noon", "afternoon", "evening"} or (named == "night" and hour >= _NOON / 2)
    if late and hour < _NOON and not (found[1] == "中午" and hour > _NOON - 2):
        hour += _NOON
    return timedelta(hours=0 if half == "a" and hour == _NOON else hour, minutes=minute)


def _zone(text: str, zone: str) -> ZoneInfo | timezone:
    if _EASTERN.search(text):
        return ZoneInfo("America/New_York")
    named = _ZONE_NAME.search(text)
    return timezone(timedelta(hours=int(_ZONE.group_of[named.group().lower()]))) if named else ZoneInfo(zone)
