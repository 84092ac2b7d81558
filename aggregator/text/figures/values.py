"""What the readers of figures share: readings, figures, and ranges whose first number borrows from the second."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from aggregator.text.words import family

Reading = tuple[Decimal, str]
"""A value and its unit: `%`, `month`, one of `MONEY`, or nothing."""
Idioms = tuple[tuple[re.Pattern[str], frozenset[Reading]], ...]
"""Words that may stand for a number, with what they may mean."""
MONEY = frozenset(family("amounts.unit_zh").groups) - {"%"}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""Digits, thousands marked or not."""
LETTERS = {
    letter: (Decimal(1), Decimal(10) ** power)
    for letter, power in {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "tn": 12}.items()
}
"""Letters right after a number that may be its scale."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, and what it may mean."""

    text: str
    readings: frozenset[Reading]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text."""

    stated: tuple[Figure, ...]
    """Those that a reader cannot take for anything else: another text must have them."""
    possible: frozenset[Reading]
    """All that may be read as a number, idioms included: what another text may have."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number in digits where it stands, before its readings are made."""

    start: int
    end: int
    text: str
    value: Decimal
    scales: tuple[Decimal, ...]
    """What it may be multiplied by; 1 alone where it has no scale."""
    unit: str
    more: frozenset[Reading] = frozenset()
    """Further readings: an hour in the afternoon, a discount, a multiple."""
    stated: bool = True

    @property
    def readings(self) -> frozenset[Reading]:
        """Its values with its unit."""
        return frozenset((self.value * scale, self.unit) for scale in self.scales) | self.more


def folded(text: str) -> str:
    """Return a text as its figures are read: NFKC, so that full-width digits are digits."""
    return unicodedata.normalize("NFKC", text)


def number(digits: str) -> Decimal:
    """Return the value of digits, thousands marked or not."""
    return Decimal(digits.replace(",", ""))


def month(value: Decimal) -> frozenset[Reading]:
    """Return the month of this number, if there is one."""
    return frozenset({(value, "month")}) if 1 <= value <= 12 else frozenset()


def plain(*values: int | Decimal) -> frozenset[Reading]:
    """Return values without a unit."""
    return frozenset((Decimal(value), "") for value in values)


def idioms(name: str) -> Idioms:
    """Return a family whose groups are named by the values that their words may have: `0.5 50%`."""
    return tuple(
        (re.compile("|".join(words)), frozenset(map(_reading, values.split())))
        for values, words in family(name).groups.items()
    )


def _reading(value: str) -> Reading:
    return Decimal(value.removesuffix("%")), "%" if value.endswith("%") else ""


def read_idioms(text: str, known: Idioms) -> Iterator[Reading]:
    """Yield what the idioms of a text may mean."""
    for pattern, readings in known:
        if pattern.search(text):
            yield from readings


def with_ranges(text: str, found: Sequence[Written], joint: re.Pattern[str]) -> list[Written]:
    """Let the numbers of a range or a list borrow scale and unit from the one after: `9.5 to 11.5 billion`."""
    done: list[Written] = []
    for one in reversed(found):
        after = done[-1] if done else None
        if after and joint.fullmatch(text[one.end : after.start]):
            one = _borrowing(one, after)  # noqa: PLW2901 - the number as the range means it
        done.append(one)
    return done[::-1]


def _borrowing(one: Written, after: Written) -> Written:
    scales = tuple(dict.fromkeys((*one.scales, *after.scales))) if one.scales == (Decimal(1),) else one.scales
    units = (one.unit,) if one.unit else ("", after.unit)
    borrowed = frozenset((one.value * scale, unit) for scale in scales for unit in units)
    months = month(one.value) if (after.value, "month") in after.readings else frozenset()
    return replace(one, scales=scales, unit=one.unit or after.unit, more=one.more | borrowed | months)


def gathered(written: Iterable[Written], worded: Iterable[Figure], hinted: Iterable[Reading]) -> Figures:
    """Put the figures of a text together; the number one is always possible, since articles say it."""
    digits = list(written)
    stated = (*(Figure(one.text, one.readings) for one in digits if one.stated), *worded)
    return Figures(stated, frozenset(_possible(digits, stated, hinted)))


def _possible(digits: list[Written], stated: Iterable[Figure], hinted: Iterable[Reading]) -> Iterator[Reading]:
    yield (Decimal(1), "")
    yield from hinted
    for one in digits:
        yield from one.readings
    for figure in stated:
        yield from figure.readings
