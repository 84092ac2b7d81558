"""Whether a text is a copy of another: a reprint, a light edit, a cut, with or without boilerplate."""

from __future__ import annotations

from datetime import timedelta

from aggregator.copies.shingles import MAX_CHARACTERS, MIN_SHINGLES, containment, shingled
from aggregator.models import Language
from aggregator.text.facts import Vocabulary, companies, latin_names, numbers_of_both, periods, periods_differ, places
from aggregator.text.frames import unframed

LOOK_BACK = timedelta(days=7)
"""Reprints of news come within days; older look-alikes are another year's notice. The store looks at whole months."""
SAME_TEXT = 0.45
"""Containment from which a text is a copy: reprints with dropped sentences, edits and boilerplate keep .6."""
COVERED = 0.7
"""A reprint has something of nearly every clause of the shorter text; two stories that share a disclaimer have all of
that and nothing of the rest."""
SIZES = 0.2
"""A text this much shorter is quoted, or one item of a round-up, not reprinted."""
SHARED = 0.5
"""Notices of one form share fewer than half of their numbers, places or companies; copies nearly all."""


def is_copy(a_text: str, b_text: str, language: Language) -> float | None:
    """Return how far the larger text contains the smaller, 0.45 to 1, where one is a copy of the other.

    None where they are not, where a text is too short to judge, or where the two are notices of one form that
    state different numbers, places, companies or periods.
    """
    smaller, larger = sorted(
        (shingled(a_text, language), shingled(b_text, language)), key=lambda text: len(text.distinct)
    )
    if len(smaller.distinct) < MIN_SHINGLES or len(smaller.distinct) < SIZES * len(larger.distinct):
        return None
    score = containment(smaller.distinct, larger.distinct)
    if score < SAME_TEXT or smaller.coverage(larger) < COVERED:
        return None
    equal = smaller.distinct == larger.distinct
    return score if equal or not contradicts(a_text, b_text, language) else None


def contradicts(a_text: str, b_text: str, language: Language) -> str | None:
    """Return which facts of two texts of one form differ: `numbers`, `places`, `companies`, `periods`; or None."""
    a_text, b_text = _stated(a_text), _stated(b_text)
    if _apart(*numbers_of_both(a_text, b_text)):
        return "numbers"
    if _apart(places(a_text), places(b_text)):
        return "places"
    a_words, b_words = Vocabulary.of(a_text), Vocabulary.of(b_text)
    if _strange(a_text, b_words, language) and _strange(b_text, a_words, language):
        return "companies"
    return "periods" if periods_differ(periods(a_text), periods(b_text)) else None


def _stated(text: str) -> str:
    return unframed(text[:MAX_CHARACTERS])


def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and containment(a, b) < SHARED


def _strange(text: str, other: Vocabulary, language: Language) -> bool:
    """Tell whether a text names a company that the other does not, or mostly other names in Latin letters."""
    if language == "en":
        return False
    latin = latin_names(text)
    unknown = sum(not other.knows_latin(name) for name in latin)
    return unknown > (1 - SHARED) * len(latin) or not all(map(other.knows, companies(text)))
