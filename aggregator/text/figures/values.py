"""Values both readers of figures share: readings, figures, and ranges that share a scale or unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from aggregator.text.words import family

Reading = tuple[Decimal, str]
"""A value and its unit: `%`, `month`, one of `MONEY`, or empty."""
Idioms = tuple[tuple[re.Pattern[str], frozenset[Reading]], ...]
"""Words that may stand for a number, with their readings."""
MONEY = frozenset(family("amounts.unit_zh").groups) - {"%"}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""A number in digits, with or without thousands separators."""
LETTERS = {
    letter: (Decimal(1), Decimal(10) ** power)
    for letter, power in {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "tn": 12}.items()
}
"""Letters right after a number that can be its scale."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, and its possible readings."""

    text: str
    readings: frozenset[Reading]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text."""

    stated: tuple[Figure, ...]
    """Unmistakable figures: another text must have them."""
    possible: frozenset[Reading]
    """All readings, idioms included: another text may have them."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number and its position, before its readings are made."""

    start: int
    end: int
    text: str
    value: Decimal
    scales: tuple[Decimal, ...]
    """Possible factors; only 1 without a scale."""
    unit: str
    more: frozenset[Reading] = frozenset()
    """Further readings: an hour in the afternoon, a discount, a multiple."""
    stated: bool = True

    @property
    def readings(self) -> frozenset[Reading]:
        """Its values with its unit."""
        return frozenset((self.value * scale, self.unit) for scale in self.scales) | self.more


def fold(text: str) -> str:
    """Fold a text for reading figures: NFKC, so that full-width digits are digits."""
    return unicodedata.normalize("NFKC", text)


def number(digits: str) -> Decimal:
    """Return the value of digits, with or without thousands separators."""
    return Decimal(digits.replace(",", ""))


def month(value: Decimal) -> frozenset[Reading]:
    """Return the month of this number, 1 to 12, if there is one."""
    return frozenset({(value, "month")}) if 1 <= value <= 12 else frozenset()


def bare(*values: int | Decimal) -> frozenset[Reading]:
    """Return values without a unit."""
    return frozenset((Decimal(value), "") for value in values)


def idioms(name: str) -> Idioms:
    """Return the idioms of a family; the name of a group is its values: `0.5 50%`."""
    return tuple(
        (re.compile("|".join(words)), frozenset(map(_reading, values.split())))
        for values, words in family(name).groups.items()
    )


def _reading(value: str) -> Reading:
    return Decimal(value.removesuffix("%")), "%" if value.endswith("%") else ""


def read_idioms(text: str, known: Idioms) -> Iterator[Reading]:
    """Yield the readings of a text's idioms."""
    for pattern, readings in known:
        if pattern.search(text):
            yield from readings


def with_ranges(text: str, found: Sequence[Written], joint: re.Pattern[str]) -> list[Written]:
    """Let numbers of a range or list borrow scale and unit from the next: `9.5 to 11.5 billion`."""
    ranged: list[Written] = []
    for current in reversed(found):
        joined = ranged and joint.fullmatch(text[current.end : ranged[-1].start])
        ranged.append(_borrow(current, ranged[-1]) if joined else current)
    return ranged[::-1]


def _borrow(current: Written, after: Written) -> Written:
    unscaled = current.scales == (Decimal(1),)
    scales = tuple(dict.fromkeys((*current.scales, *after.scales))) if unscaled else current.scales
    units = (current.unit,) if current.unit else ("", after.unit)
    borrowed = frozenset((current.value * scale, unit) for scale in scales for unit in units)
    months = month(current.value) if (after.value, "month") in after.readings else frozenset()
    return replace(current, scales=scales, unit=current.unit or after.unit, more=current.more | borrowed | months)


def gather(numbers: Sequence[Written], words: Sequence[Figure], hints: Iterable[Reading]) -> Figures:
    """Return the figures of a text; the number one is always possible, because articles express it."""
    stated = (*(Figure(written.text, written.readings) for written in numbers if written.stated), *words)
    readings = [found.readings for found in numbers] + [word.readings for word in words]
    return Figures(stated, frozenset({(Decimal(1), ""), *hints}).union(*readings))
