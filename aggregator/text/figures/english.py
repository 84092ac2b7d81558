"""Figures of an English text: digits with their scale, number words, ordinals, months, hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from operator import attrgetter

from aggregator.text.figures.numerals import MONTHS, ORDINALS, SCALES, SMALL, english_words, month_named
from aggregator.text.figures.values import (
    LETTERS,
    NUMBER,
    Figure,
    Figures,
    Reading,
    Written,
    bare,
    fold,
    gather,
    idioms,
    month,
    number,
    read_idioms,
    with_ranges,
)
from aggregator.text.words import either, family

_UNITS = family("amounts.unit_en").group_of
_SIGNS = {**family("amounts.sign").group_of, **family("amounts.code").group_of}
_SCALE = either(SCALES)
_WRITTEN = re.compile(
    rf"(?P<sign>{either(_SIGNS)})?(?P<number>{NUMBER})(?:st|nd|rd|th)?"
    rf"(?P<hour>(?::\d\d)?\s?[ap]\.?m\b)?(?P<scales>(?:[ -](?:{_SCALE})\b)*)(?P<letters>[a-z]*)"
    rf"(?:[ -]?(?P<unit>{either(_UNITS)})(?![a-z]))?"
)
_MINUTES = re.compile(r":(\d\d)\s?[ap]\.?m\b")
_JOINT = re.compile(r"\s?(?:[-–—~]|to|and|or|,? and|through)\s?")

_WORD = either({*SMALL, *SCALES})
_SPELT = re.compile(rf"\b(?:{_WORD})(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD}))*\b")
_SPELT_UNIT = re.compile(rf"[ -](?P<unit>{either(_UNITS)})(?![a-z])")
_ORDINAL = re.compile(rf"\b(?:{either(ORDINALS)})\b")
_SECOND = re.compile(rf"[ -](?:{family('amounts.ordered').alternation})")
"""After `second` where it is an ordinal, unlike in `per second`."""
_COUNTED = re.compile(r"(?:\bthe|\bits|\btheir|\bhis|\bher|\bthis|'s) $")
_FRACTION = re.compile(r"\b(?:a|one|two|three|four)[ -]$")

_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}|(?:{'|'.join(name[:3] for name in MONTHS)}|Sept)\.?(?=\s\d))(?![a-z])")
_IDIOMS = idioms("amounts.idiom_en")


def read_english(text: str) -> Figures:
    """Return the figures of an English text."""
    folded = fold(text)
    lower = folded.lower()
    digits = [written for match in _WRITTEN.finditer(lower) for written in _written(match)]
    spelt = [_spelt(match, lower) for match in _SPELT.finditer(lower)]
    both = with_ranges(lower, sorted([*digits, *spelt], key=attrgetter("start")), _JOINT)
    return gather(both, [*_ordinals(lower), *_months(folded)], _hints(lower))


def _written(match: re.Match[str]) -> Iterator[Written]:
    value = number(match["number"])
    scale = prod((SCALES[word] for word in re.findall(_SCALE, match["scales"])), start=1)
    letters = LETTERS.get(match["letters"], (Decimal(1),)) if not match["scales"] else (Decimal(1),)
    yield Written(
        start=match.start(),
        end=match.end(),
        text=match.group().strip(),
        value=value,
        scales=(Decimal(scale),) if scale > 1 else letters,
        unit=_SIGNS.get(match["sign"] or "") or _UNITS.get(match["unit"] or "", ""),
        more=_hour(match["hour"], value),
    )
    if minutes := _MINUTES.match(match["hour"] or ""):
        yield Written(match.end(), match.end(), minutes[1], Decimal(minutes[1]), (Decimal(1),), "")


def _hour(words: str | None, value: Decimal) -> frozenset[Reading]:
    """Return an hour on the 24-hour clock."""
    if not words:
        return frozenset()
    return bare(value % 12 + 12) if "p" in words else bare(value % 12)


def _spelt(match: re.Match[str], text: str) -> Written:
    """Return number words; they are stated if they count two and more, and not just `million`."""
    words = [word for word in re.split(r"[ -]", match.group()) if word != "and"]
    value, unit = english_words(words), _SPELT_UNIT.match(text, match.end())
    stated = value >= 2 and bool(SMALL.keys() & set(words)) and not text.startswith("s", match.end())
    end = unit.end() if unit else match.end()
    return Written(
        match.start(), end, match.group(), value, (Decimal(1),), _UNITS[unit["unit"]] if unit else "", stated=stated
    )


def _ordinals(text: str) -> Iterator[Figure]:
    """Yield ordinals except `first`, which has many meanings, and `second` where it may be a time."""
    for match in _ORDINAL.finditer(text):
        word, before = match.group(), text[max(0, match.start() - 7) : match.start()]
        is_time = word == "second" and not (_COUNTED.search(before) or _SECOND.match(text, match.end()))
        if word != "first" and not is_time and not _FRACTION.search(before):
            yield Figure(word, bare(ORDINALS[word]))


def _months(text: str) -> Iterator[Figure]:
    for match in _MONTH.finditer(text):
        if match.group() != "May" or _is_may(text, match):
            yield Figure(match.group(), month(Decimal(month_named(match.group()))))


def _is_may(text: str, match: re.Match[str]) -> bool:
    """Return whether `May` is the month, not a verb that opens a sentence."""
    before, after = text[: match.start()], text[match.end() :]
    return bool(re.match(r"\s\d", after) or re.search(r"[a-z\d,] $", before))


def _hints(text: str) -> Iterator[Reading]:
    for match in _ORDINAL.finditer(text):
        yield from bare(ORDINALS[match.group()])
    yield from read_idioms(text, _IDIOMS)
