"""Decide whether one text is a copy of another: a reprint, a light edit or a cut, with or without boilerplate."""

from __future__ import annotations

from datetime import timedelta

from aggregator.copies.shingles import MAX_CHARACTERS, MIN_SHINGLES, containment, judged
from aggregator.models import Language
from aggregator.text.facts import (
    Vocabulary,
    calendar_days,
    companies,
    latin_names,
    numbers_of_both,
    periods,
    periods_differ,
    places,
)
from aggregator.text.frames import unframed

LOOK_BACK = timedelta(days=7)
"""News is reprinted within days; older look-alikes are last year's notices. The store searches whole months."""
MIN_CONTAINMENT = 0.45
"""Containment from which a text is a copy: reprints with dropped sentences, edits and boilerplate keep .6."""
MIN_COVERAGE = 0.7
"""A reprint has part of nearly every clause of the shorter text; two stories that share a disclaimer share all of that
and nothing else."""
MIN_SIZE = 0.2
"""A text shorter than this share of the other was quoted, or is one item of a round-up."""
MIN_SHARED_FACTS = 0.5
"""Filled-in forms share fewer than half of their numbers, places or companies; copies share nearly all."""


def is_copy(a_text: str, b_text: str, language: Language) -> float | None:
    """Return how much of the smaller text the larger contains, 0.45 to 1, if one is a copy of the other.

    Return None if neither is, if a text is too short to judge, or if both fill in one form with different numbers,
    places, companies or periods.
    """
    a, b = judged(a_text, language), judged(b_text, language)
    smaller, larger = (a, b) if len(a.distinct) <= len(b.distinct) else (b, a)
    if len(smaller.distinct) < MIN_SHINGLES or len(smaller.distinct) < MIN_SIZE * len(larger.distinct):
        return None
    score = containment(smaller.distinct, larger.distinct)
    if score < MIN_CONTAINMENT or smaller.coverage(larger) < MIN_COVERAGE:
        return None
    equal = smaller.distinct == larger.distinct
    return score if equal or not contradicts(a_text, b_text, language) else None


def contradicts(a_text: str, b_text: str, language: Language) -> str | None:
    """Return which facts of two similar texts differ: `numbers`, `days`, `places`, `companies`, `periods`; or None."""
    a_text, b_text = _stated(a_text), _stated(b_text)
    a_numbers, b_numbers = numbers_of_both(a_text, b_text)
    if _differ(a_numbers, b_numbers):
        return "numbers"
    if not (a_numbers and b_numbers) and _other_days(calendar_days(a_text), calendar_days(b_text)):
        return "days"
    if _differ(places(a_text), places(b_text)):
        return "places"
    a_words, b_words = Vocabulary.of(a_text), Vocabulary.of(b_text)
    if _has_other_names(a_text, b_words, language) and _has_other_names(b_text, a_words, language):
        return "companies"
    return "periods" if periods_differ(periods(a_text), periods(b_text)) else None


def _stated(text: str) -> str:
    return unframed(text[:MAX_CHARACTERS])


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and containment(a, b) < MIN_SHARED_FACTS


def _other_days(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether both state days and share none, not even as a misprint: 5 for 25."""
    return bool(a and b) and not any(day.endswith(other) or other.endswith(day) for day in a for other in b)


def _has_other_names(text: str, other: Vocabulary, language: Language) -> bool:
    """Return whether a text names a company that the other does not, or mostly other names in Latin letters."""
    if language == "en":
        return False
    latin = latin_names(text)
    unknown = sum(not other.knows_latin(name) for name in latin)
    return unknown > (1 - MIN_SHARED_FACTS) * len(latin) or not all(map(other.knows, companies(text)))
