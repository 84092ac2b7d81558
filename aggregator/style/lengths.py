"""Length limits of the parts of an entry, in each language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.models import Language


@dataclass(frozen=True, slots=True)
class Lengths:
    """Limits of the parts of an entry, in the units of `size`."""

    max_headline: int
    max_clause: int
    """A headline of a single clause, which cannot be cut, may have this."""
    max_highlight: int
    """A highlight is cut to this if its clauses allow it."""
    min_paragraph: int
    """A shorter paragraph does not carry the news, if it is not a whole flash with a figure."""
    min_flash: int
    min_plain_flash: int
    """Of a flash without a figure."""
    enough: int
    """A paragraph this long ends with its current sentence."""
    max_paragraph: int
    min_brief: int
    """A shorter line does not say who did what."""
    max_brief: int
    min_title: int
    """A title with its line of news is not shorter, if a second line fits."""
    max_title: int
    """The list of a mail program shows no more."""


LENGTHS: Mapping[Language, Lengths] = {
    "zh": Lengths(
        max_headline=40,
        max_clause=56,
        max_highlight=24,
        min_paragraph=80,
        min_flash=50,
        min_plain_flash=60,
        enough=150,
        max_paragraph=300,
        min_brief=12,
        max_brief=60,
        min_title=18,
        max_title=40,
    ),
    "en": Lengths(
        max_headline=110,
        max_clause=110,
        max_highlight=70,
        min_paragraph=200,
        min_flash=120,
        min_plain_flash=150,
        enough=450,
        max_paragraph=900,
        min_brief=30,
        max_brief=180,
        min_title=40,
        max_title=110,
    ),
}


def size(text: str, language: Language) -> float:
    """Count characters; in Chinese a half-width character counts half, as in print."""
    if language == "en":
        return len(text)
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, float]):
    """The width of each character; filled as characters are met."""

    def __missing__(self, char: str) -> float:
        self[char] = width = 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
        return width


_WIDTHS = _Widths()
