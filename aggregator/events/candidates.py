"""Find the pairs of stories worth comparing, those that share rare terms, by an inverted index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, repeat
from math import log, sqrt

from aggregator.events.likeness import UNKNOWN_SQUARE, WINDOW, squared_rarities

MAX_SPREAD = 60
"""Stories that may have a term; a more common one finds no candidates."""
MAX_PROBES = 32
"""The rarest terms of a story are looked up."""
MIN_SHARED = 2
"""Looked-up terms that two stories must share."""
MAX_CANDIDATES = 4
"""Earlier stories that are compared: those that share most of the looked-up terms."""
MIN_COSINE = 0.05
"""Cosine of all terms, weighted by rarity, below which two stories are not compared."""
_SETS = 256
"""Stories whose terms are kept as sets, those compared last: a set is four times as large as the terms alone."""
_UNIT = 64
"""Weights are whole multiples of 1/64, so that sums do not depend on the order."""
_WINDOW = WINDOW.total_seconds()


class Terms:
    """The terms of all stories.

    Chinese ones weigh by the shipped table, not by how few of these stories have them: whether two stories are compared
    would depend on the others, and on a thin day nothing is rare. English ones weigh by these stories: all pairs that
    share terms are compared, and the rarest here tell best which to join first.
    """

    def __init__(self, stories: Sequence[Sequence[str]]) -> None:
        spread = Counter(chain.from_iterable(stories))
        telling = sorted((count, term) for term, count in spread.items() if 1 < count <= MAX_SPREAD)
        self._rank = {term: rank for rank, (_, term) in enumerate(telling, 1)}
        self._stories = stories
        self._set_of = lru_cache(maxsize=_SETS)(lambda story: frozenset(stories[story]))
        self._chinese = [not "".join(story).isascii() for story in stories]
        chinese = squared_rarities() if any(self._chinese) else {}  # not read where all stories are English
        self._squares = {True: chinese, False: _by_spread(spread, len(stories))}
        self._length = [sqrt(self._sum(zh, story)) for zh, story in zip(self._chinese, stories, strict=True)]

    def cosine(self, a: int, b: int) -> float:
        """Return the cosine of two stories, 0 to 1; 0 if they are in two languages."""
        if self._chinese[a] is not self._chinese[b]:
            return 0.0
        shared = self._sum(self._chinese[a], self._set_of(b).intersection(self._stories[a]))
        return shared / (self._length[a] * self._length[b]) if shared else 0.0

    def _sum(self, chinese: bool, terms: Iterable[str]) -> int:
        """Return the sum of the squared weights of terms."""
        return sum(map(self._squares[chinese].get, terms, repeat(UNKNOWN_SQUARE)))

    def probes(self, story: int) -> list[int]:
        """Return the rarest terms that other stories also have, as numbers, the rarest first."""
        return sorted(filter(None, map(self._rank.get, self._stories[story])))[:MAX_PROBES]


def _by_spread(spread: Mapping[str, int], stories: int) -> dict[str, int]:
    weights = {count: round(_UNIT * (log((1 + stories) / (1 + count)) + 1)) ** 2 for count in set(spread.values())}
    return {term: weights[count] for term, count in spread.items() if term.isascii()}


def candidate_pairs(terms: Terms, times: Sequence[datetime]) -> Iterator[tuple[int, int, float]]:
    """Yield (earlier, later, cosine) for the pairs worth comparing; `times`: publication times of the stories."""
    earlier, seconds = defaultdict[int, list[int]](list), [time.timestamp() for time in times]
    for story in range(len(times)):
        probes = terms.probes(story)
        for other in _sharing(probes, earlier, seconds, story):
            if (cosine := terms.cosine(other, story)) >= MIN_COSINE:
                yield other, story, cosine
        for term in probes:
            earlier[term].append(story)


def _sharing(
    probes: Sequence[int], earlier: Mapping[int, list[int]], seconds: Sequence[float], story: int
) -> list[int]:
    """Return the earlier stories within 72 hours that share most of these terms; on a tie, the earliest."""
    shared = Counter(chain.from_iterable(earlier[term] for term in probes if term in earlier))
    since, until = seconds[story] - _WINDOW, seconds[story] + _WINDOW
    found = ((-n, other) for other, n in shared.items() if n >= MIN_SHARED and since <= seconds[other] <= until)
    return [other for _, other in nsmallest(MAX_CANDIDATES, found)]
