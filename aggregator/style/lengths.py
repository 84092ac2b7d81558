"""How long the pieces of an entry may be, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.models import Language


@dataclass(frozen=True, slots=True)
class Lengths:
    """Bounds of an entry's pieces, as `size` counts them."""

    headline: int
    highlight: int
    """A highlight is cut down to this where clauses allow it."""
    least: int
    """A paragraph with less carries no news."""
    enough: int
    """A paragraph that has this much ends with its sentence."""
    most: int


LENGTHS: Mapping[Language, Lengths] = {
    "zh": Lengths(headline=40, highlight=24, least=80, enough=150, most=300),
    "en": Lengths(headline=110, highlight=70, least=200, enough=450, most=900),
}


def size(text: str, language: Language) -> float:
    """Count characters; in Chinese a half-width one counts half, as it is printed."""
    if language == "en":
        return len(text)
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)
