"""Which stories are worth comparing: those that share rare terms, found by an inverted index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain
from math import log, sqrt

MAX_SPREAD = 60
"""A term that more stories have than this tells no two of them apart; it finds no candidates."""
PROBES = 40
"""The rarest terms of a story, by which it is found."""
MIN_SHARED = 2
"""Terms that two stories must share to be looked at."""
LOOKED_AT = 16
"""Earlier stories that share most of these terms."""
MAX_CANDIDATES = 6
"""Of those the most alike, which are compared."""
FLOOR = 0.05
"""Cosine of all terms, weighed by rareness, below which two stories are not compared."""
_UNIT = 64
"""Weights are whole numbers of this part: their sums depend on no order."""


class Terms:
    """The terms of all stories, weighed by how few of the stories have them."""

    def __init__(self, stories: Sequence[frozenset[str]]) -> None:
        spread = Counter(chain.from_iterable(stories))
        weights = {count: round(_UNIT * (log((1 + len(stories)) / (1 + count)) + 1)) for count in set(spread.values())}
        self._spread, self._stories = spread, stories
        self._square = {term: weights[count] ** 2 for term, count in spread.items()}
        self._length = [sqrt(sum(map(self._square.__getitem__, story))) for story in stories]

    def cosine(self, a: int, b: int) -> float:
        """Return how alike two stories are, 0 to 1."""
        shared = sum(map(self._square.__getitem__, self._stories[a] & self._stories[b]))
        return shared / (self._length[a] * self._length[b]) if shared else 0.0

    def probes(self, story: int) -> list[str]:
        """Return the rarest terms that another story has as well."""
        telling = ((self._spread[term], term) for term in self._stories[story] if 1 < self._spread[term] <= MAX_SPREAD)
        return [term for _, term in nsmallest(PROBES, telling)]


def candidate_pairs(terms: Terms, number: int) -> Iterator[tuple[int, int, float]]:
    """Yield (earlier, later, cosine) of the pairs of `number` stories that are worth comparing."""
    earlier = defaultdict[str, list[int]](list)
    for story in range(number):
        probes = terms.probes(story)
        for other, alike in _best(terms, story, _sharing(probes, earlier)):
            yield other, story, alike
        for term in probes:
            earlier[term].append(story)


def _sharing(probes: Sequence[str], earlier: Mapping[str, list[int]]) -> list[int]:
    """Return the earlier stories that share most of these terms; of equal ones the earliest."""
    shared = Counter(chain.from_iterable(earlier[term] for term in probes if term in earlier))
    found = nsmallest(LOOKED_AT, ((-count, other) for other, count in shared.items() if count >= MIN_SHARED))
    return [other for _, other in found]


def _best(terms: Terms, story: int, others: Sequence[int]) -> list[tuple[int, float]]:
    alike = ((terms.cosine(other, story), other) for other in others)
    best = nsmallest(MAX_CANDIDATES, ((-cosine, other) for cosine, other in alike if cosine >= FLOOR))
    return [(other, -cosine) for cosine, other in best]
