"""Figures of a text, read from Chinese and English alike, so that a translation can be compared with its source.

A figure is what a reader takes for a number: digits, number words, ordinals, months, shares. Its readings are its
possible values, each with a unit: `%`, `month`, a currency, or empty. `1.2亿`, `120 million` and `0.12 billion` share
a reading; so do `四成` and `40 per cent`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from aggregator.models import Language
from aggregator.text.figures.chinese import read_chinese
from aggregator.text.figures.english import read_english
from aggregator.text.figures.values import MONEY, Figure, Figures, Reading

__all__ = ["NONE", "Figure", "Figures", "Reading", "missing", "read", "without_day"]

NONE = Figures((), frozenset())
"""A text without figures."""


def read(text: str, language: Language) -> Figures:
    """Return the figures of a text."""
    return read_english(text) if language == "en" else read_chinese(text)


def without_day(text: str, language: Language, day: date) -> str:
    """Cut every mention of a date from a text: `11月20日`, `20日`, `November 20`, `the 20th`."""
    if language == "en":
        month = f"{day:%B}"
        return re.sub(
            rf"\b{month[:3]}(?:{month[3:]}|\.)? {day.day}(?!\d)(?:th|st|nd|rd)?(?:, {day.year})?"
            rf"|\b{day.day}(?:th|st|nd|rd)\b(?: of {month})?",
            "",
            text,
        )
    return re.sub(rf"(?:{day.year}年)?(?<!\d){day.month}月{day.day}日|(?<![\d月]){day.day}日", "", text)


def missing(stated: Figures, other: Figures, known: Iterable[Reading] = ()) -> tuple[str, ...]:
    """Return the figures that one text states and another cannot mean, as written, each once.

    `known`: readings that the other text may lack, such as the day of the news. A currency that only one text states is
    not a contradiction; a share never equals a bare number.
    """
    possible = other.possible | frozenset(known)
    return tuple(dict.fromkeys(figure.text for figure in stated.stated if not _is_possible(figure, possible)))


def _is_possible(figure: Figure, possible: frozenset[Reading]) -> bool:
    return any(_matches(reading, possible) for reading in figure.readings)


def _matches(reading: Reading, possible: frozenset[Reading]) -> bool:
    value, unit = reading
    if reading in possible:
        return True
    if unit in MONEY:
        return (value, "") in possible
    return unit == "" and any((value, currency) in possible for currency in MONEY)
