"""The features by which the model compares two Chinese stories; see docs/events.md.

All are symmetric: what differs by side is given as the larger and the smaller value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import chain, islice
from math import log1p, sqrt
from typing import NamedTuple

from aggregator.events.likeness.reading import FACTS, MARKS, Reading, Terms
from aggregator.events.likeness.weights import KINDS, RAREST
from aggregator.text.grams import grams

_TOP = 3
"""Rarest terms with a feature each, and the most facts of a kind that count."""


def _sides(*names: str) -> tuple[str, ...]:
    return tuple(f"{name} {side}" for name in names for side in ("most", "least"))


_OF_TERMS = ("cosine", "jaccard", "shared", "count", "mean", "first", "second", "third", *_sides("cover", "lacking"))
_OF_SETS = ("cosine", *_sides("cover"))
_OF_KINDS = ("shared", "count", "given", *_sides("cover", "lacking"))
_OF_FACTS = ("shared", "given", "conflict", *_sides("lacking"))
FEATURES = (
    *(f"{kind} {name}" for kind in ("characters", "pairs", "words") for name in _OF_TERMS),
    *(f"{kind} {name}" for kind in ("triples", "quadruples") for name in _OF_SETS),
    *_sides("run", "clause", "opening", "length"),
    "run length",
    "length ratio",
    *(f"{kind} {name}" for kind in KINDS for name in _OF_KINDS),
    *(f"{kind} {name}" for kind in FACTS for name in _OF_FACTS),
    *MARKS,
)
"""Names of the features, in the order of the coefficients."""


class Shared(NamedTuple):
    """The terms of one length that two stories share, with the sums of their rarities and of their squares."""

    terms: frozenset[str]
    total: int
    squares: int


def shared(a: Terms, b: Terms) -> Shared:
    """Return the terms of one length that two stories share."""
    terms = frozenset(a.weights.keys() & b.weights.keys())
    rarities = [a.weights[term].rarity for term in terms]
    return Shared(terms, sum(rarities), sum([rarity * rarity for rarity in rarities]))


def features(a: Reading, b: Reading, characters: Shared, pairs: Shared, words: Shared) -> tuple[float, ...]:
    """Return the features of two stories in the order of `FEATURES`."""
    return (
        *_of_terms(a.characters, b.characters, characters),
        *_of_terms(a.pairs, b.pairs, pairs),
        *_of_terms(a.words, b.words, words),
        *_of_sets(*(frozenset(grams(side.folded, 3)) for side in (a, b))),
        *_of_sets(*(frozenset(grams(side.folded, 4)) for side in (a, b))),
        *_of_order(a, b, pairs.terms),
        *_of_kinds(a, b),
        *chain.from_iterable(map(_of_facts, a.facts, b.facts)),
        *map(int.__add__, a.marks, b.marks),
    )


def _both(a: float, b: float) -> tuple[float, float]:
    return (a, b) if a >= b else (b, a)


def _of_terms(a: Terms, b: Terms, common: Shared) -> tuple[float, ...]:
    first, second, third = _rarest_shared(a, common.terms)
    return (
        cosine(a, b, common),
        common.total / max(1, a.total + b.total - common.total),
        log1p(common.total / RAREST),
        log1p(len(common.terms)),
        common.total / max(1, len(common.terms)) / RAREST,
        first,
        second,
        third,
        *_both(common.total / max(1, a.total), common.total / max(1, b.total)),
        *_both(_lacking(a, common.terms), _lacking(b, common.terms)),
    )


def cosine(a: Terms, b: Terms, common: Shared) -> float:
    """Return the cosine of two stories over their terms, weighted by rarity."""
    return common.squares / sqrt(a.squares * b.squares) if common.terms else 0.0


def _rarest_shared(a: Terms, common: Set[str]) -> tuple[float, ...]:
    found = [a.weights[term].rarity / RAREST for term in islice((term for term in a.weights if term in common), _TOP)]
    return *found, *[0.0] * (_TOP - len(found))


def _lacking(a: Terms, common: Set[str]) -> float:
    """Return the mean rarity, 0 to 1, of the rarest terms that the other story lacks."""
    found = islice((term for term in a.weights if term not in common), _TOP)
    return sum([a.weights[term].rarity for term in found]) / (_TOP * RAREST)


def _of_sets(a: Set[str], b: Set[str]) -> tuple[float, ...]:
    common = len(a & b)
    if not common:
        return 0.0, 0.0, 0.0
    return common / sqrt(len(a) * len(b)), *_both(common / len(a), common / len(b))


def _of_order(a: Reading, b: Reading, common: frozenset[str]) -> tuple[float, ...]:
    """Compare runs, clauses and openings by the pairs of characters that both stories have."""
    run = max(_longest_run(a.run, common), _longest_run(b.run, common))
    return (
        *_both(run / max(1, a.length), run / max(1, b.length)),
        *_both(_best_clause(a, common), _best_clause(b, common)),
        *_both(_opening_cover(a, b), _opening_cover(b, a)),
        *_both(log1p(a.length), log1p(b.length)),
        log1p(run),
        min(a.length, b.length) / max(1, a.length, b.length),
    )


def _longest_run(run: Sequence[str], common: Set[str]) -> int:
    """Return the length of the longest run of pairs that both stories have."""
    best = length = 0
    for pair in run:
        if pair not in common:
            length = 0
        elif length == best:
            best = length = length + 1
        else:
            length += 1
    return best


def _best_clause(story: Reading, common: frozenset[str]) -> float:
    """Return the largest share, by rarity, of a clause that both stories have."""
    weights = story.pairs.weights
    shares = [
        sum([weights[pair].rarity for pair in clause if pair in common]) / max(1, total)
        for clause, total in story.clauses
        if not common.isdisjoint(clause)
    ]
    return max(shares, default=0.0)


def _opening_cover(a: Reading, b: Reading) -> float:
    return len(a.opening & b.pairs.weights.keys()) / max(1, len(a.opening))


def _of_kinds(a: Reading, b: Reading) -> Iterator[float]:
    """Compare the words of each kind; a word counts as lacking only if the other story has it as no kind."""
    weights = a.words.weights
    for (of_a, total_a), (of_b, total_b) in zip(a.kinds, b.kinds, strict=True):
        common = of_a & of_b
        total = sum([weights[word].rarity for word in common])
        yield total / RAREST
        yield len(common)
        yield min(_TOP, len(of_a), len(of_b))
        yield from _both(total / total_a if total_a else -1.0, total / total_b if total_b else -1.0)
        yield from _both(len(of_a - b.words.weights.keys()), len(of_b - weights.keys()))


def _of_facts(a: Set[str], b: Set[str]) -> tuple[float, ...]:
    common, of_a, of_b = len(a & b), len(a), len(b)
    return (
        min(_TOP, common),
        min(_TOP, of_a, of_b),
        float(bool(of_a and of_b and not common)),
        *_both(min(_TOP, of_a - common), min(_TOP, of_b - common)),
    )
