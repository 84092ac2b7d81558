"""Headlines that promise more than their paragraphs tell: what is lacking, and the headline without it."""

from __future__ import annotations

import re
from math import isclose

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import join, split
from aggregator.style.lengths import size
from aggregator.style.subject import is_nameless
from aggregator.style.terms import HAN, share, terms
from aggregator.text import figures
from aggregator.text.facts import Amount, amounts, amounts_in_order, plain

_MAX_ROUNDED, _MAX_CUT, _EXACT = 0.1, 0.2, 0.001
"""Relative differences: the most that rounding and cutting change, and the most between two spellings of a number."""
_NAME_BEFORE = re.compile(r"[a-z][ \-–—]?$")
"""Before the number of a model or version."""
_OF_TIME = frozenset("年月日号时点分秒周天岁季期代届轮版强")
"""Units of dates, spans, ages and ordinals: a headline counts them, and a report has the dates that it counted."""
_HARDLY, _HALF = 0.2, 0.5
"""Shares of a clause's words in a text: up to the first it may be chance; from the second on it says the same."""
_QUALIFIES = re.compile("[但却未不否或拟]")
"""In a clause without which the rest would claim more."""
_MIN_HEADLINE = 6
"""Width of a headline, in Chinese characters, that can say who did what."""


def promised(headline: str) -> tuple[Amount, ...]:
    """Return the quantities of a headline, without dates, spans of time and the numbers of models."""
    folded = plain(headline)
    found = amounts_in_order(headline)
    return tuple(
        amount for at, _, amount in found if amount.unit not in _OF_TIME and not _NAME_BEFORE.search(folded[:at])
    )


def untold(headline: str, text: str, language: Language) -> tuple[Amount, ...]:
    """Return the promised quantities that a text does not state: in digits or words, rounded or not, in any unit."""
    wanted = promised(headline)
    if not wanted:
        return ()
    stated, exact = amounts(text), _numbers(text, language)
    return tuple(amount for amount in wanted if not _is_stated(amount, stated, exact))


def untold_clauses(headline: str, text: str, language: Language) -> list[str]:
    """Return the clauses of a headline with a figure that a text does not state, or with hardly a word of it.

    The first one may lead up to the news in other words.
    """
    clauses = split(headline)
    return [
        clause
        for clause in clauses
        if untold(clause, text, language) or (clause != clauses[0] and _is_untold(clause, text, language))
    ]


def tells(clause: str, sentence: str, language: Language) -> bool:
    """Return whether a sentence states a figure of a clause, or has half its words if it promises none."""
    if wanted := promised(clause):
        return len(untold(clause, sentence, language)) < len(wanted)
    return _share(clause, sentence) >= _HALF


def keeping_to(headline: str, text: str, language: Language) -> str:
    """Return a headline without what a text does not tell at its end.

    It ends before the first figure that the text does not state, and before clauses of which it has hardly a word. The
    headline is whole if the rest would not say who did what, or would lose a doubt or a note in brackets.
    """
    clauses = split(headline)
    whole = next((n for n, clause in enumerate(clauses) if untold(clause, text, language)), len(clauses))
    while whole > 1 and _is_untold(clauses[whole - 1], text, language) and not _QUALIFIES.search(clauses[whole - 1]):
        whole -= 1
    kept, cut = join(clauses[:whole]), "".join(clauses[whole:])
    says = bool(words.NEWS.search(kept)) or _share(kept, text) >= _HALF
    turns = cut.endswith(("）", ")")) or any(turn.search(cut) for turn in (*words.TURNS, words.UNSURE))
    if not cut or not says or turns or size(kept, language) < _MIN_HEADLINE or is_nameless(kept):
        return headline
    return kept


def _share(clause: str, text: str) -> float:
    """Return the share of a clause's pairs of Chinese characters and Latin words that a text has."""
    return share(terms(clause), terms(text))


def _is_untold(clause: str, text: str, language: Language) -> bool:
    if promised(clause):
        return bool(untold(clause, text, language))
    return bool(HAN.search(clause)) and _share(clause, text) <= _HARDLY


def _is_stated(amount: Amount, stated: frozenset[Amount], exact: frozenset[float]) -> bool:
    """Return whether a text has an amount, rounded or cut by either: 1,000 for 1,034, and 80 million for 82.5."""
    rounded = any(_is_rounded(amount, other) for other in stated)
    return rounded or any(isclose(amount.value, value, rel_tol=_EXACT) for value in exact)


def _is_rounded(amount: Amount, other: Amount) -> bool:
    step, over = max(amount.step, other.step), other.value - amount.value
    return -min(step, amount.value * _MAX_ROUNDED) < over < min(step, amount.value * _MAX_CUT)


def _numbers(text: str, language: Language) -> frozenset[float]:
    """Return the values of a text's digits and number words, without units."""
    digits = (float(number.replace(",", "")) for number in words.NUMBER.findall(plain(text)))
    return frozenset((*digits, *(float(value) for value, _ in figures.read(text, language).possible)))
