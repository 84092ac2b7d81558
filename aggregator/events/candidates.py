"""Which stories are worth comparing: those that share rare terms, found by an inverted index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from math import log, sqrt

from aggregator.events.likeness import WINDOW

MAX_SPREAD = 60
"""A term that more stories have than this tells no two of them apart; it finds no candidates."""
PROBES = 32
"""The rarest terms of a story, by which it is found."""
MIN_SHARED = 2
"""Terms that two stories must share to be looked at."""
MAX_CANDIDATES = 4
"""Earlier stories that share most of these terms; so many are compared at most."""
FLOOR = 0.05
"""Cosine of all terms, weighed by rareness, below which two stories are not compared."""
_WINDOW = WINDOW.total_seconds()
_UNIT = 64
"""Weights are whole numbers of this part: their sums depend on no order."""


class Terms:
    """The terms of all stories, weighed by how few of the stories have them."""

    def __init__(self, stories: Sequence[frozenset[str]]) -> None:
        spread = Counter(chain.from_iterable(stories))
        weights = {count: round(_UNIT * (log((1 + len(stories)) / (1 + count)) + 1)) for count in set(spread.values())}
        telling = sorted((count, term) for term, count in spread.items() if 1 < count <= MAX_SPREAD)
        self._rank = {term: rank for rank, (_, term) in enumerate(telling, 1)}
        self._stories = stories
        self._square = {term: weights[count] ** 2 for term, count in spread.items()}
        self._length = [sqrt(sum(map(self._square.__getitem__, story))) for story in stories]

    def cosine(self, a: int, b: int) -> float:
        """Return how alike two stories are, 0 to 1."""
        shared = sum(map(self._square.__getitem__, self._stories[a] & self._stories[b]))
        return shared / (self._length[a] * self._length[b]) if shared else 0.0

    def probes(self, story: int) -> list[int]:
        """Return the rarest terms that another story has as well, as numbers, the rarest first."""
        return sorted(filter(None, map(self._rank.get, self._stories[story])))[:PROBES]


def candidate_pairs(terms: Terms, times: Sequence[datetime]) -> Iterator[tuple[int, int, float]]:
    """Yield (earlier, later, cosine) of the pairs that are worth comparing; `times`: when each story was published."""
    earlier, seconds = defaultdict[int, list[int]](list), [time.timestamp() for time in times]
    for story in range(len(times)):
        probes = terms.probes(story)
        for other in _sharing(probes, earlier, seconds, story):
            if (alike := terms.cosine(other, story)) >= FLOOR:
                yield other, story, alike
        for term in probes:
            earlier[term].append(story)


def _sharing(
    probes: Sequence[int], earlier: Mapping[int, list[int]], seconds: Sequence[float], story: int
) -> list[int]:
    """Return the earlier stories in the window that share most of these terms; of equal ones the earliest."""
    shared = Counter(chain.from_iterable(earlier[term] for term in probes if term in earlier))
    since, until = seconds[story] - _WINDOW, seconds[story] + _WINDOW
    found = ((-n, other) for other, n in shared.items() if n >= MIN_SHARED and since <= seconds[other] <= until)
    return [other for _, other in nsmallest(MAX_CANDIDATES, found)]
