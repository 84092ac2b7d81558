"""Average link: stories join where they score as the same event on average, never along a chain of likenesses."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from aggregator.assemble.candidates import FLOOR, Terms, candidate_pairs
from aggregator.similarity import SAME_EVENT, Profile, compare

SAMPLE = 8
"""Members of a cluster that speak for it; those that joined first."""
SUREST = 0.9
"""The most that a pair counts in an average, so that one certain link does not carry two clusters."""
SAME_OUTLET = 0.75
"""Factor on the score of two stories of one outlet: it tells its own news once, and has forms that it fills."""


class Told(NamedTuple):
    """A story as it is compared."""

    outlet: str
    profile: Profile


def average_link(stories: Sequence[Told]) -> list[list[int]]:
    """Return the indices of the stories by event; within one in the order in which they joined.

    Pairs are taken from the most alike on, those of one likeness in the order of their indices, so that the result
    depends on nothing else. A pair already together is not compared.
    """
    scores = _Scores(stories)
    cluster_of = {index: [index] for index in range(len(stories))}
    for a, b in scores.most_alike_first():
        one, other = cluster_of[a], cluster_of[b]
        if one is not other and scores.of(a, b) >= SAME_EVENT and scores.average(one, other) >= SAME_EVENT:
            one += other
            cluster_of.update(dict.fromkeys(other, one))
    return [cluster for index, cluster in cluster_of.items() if index == min(cluster)]


class _Scores:
    """The scores of pairs, each reckoned once; a pair that shares next to nothing is not compared at all."""

    def __init__(self, stories: Sequence[Told]) -> None:
        self._stories = stories
        self._terms = Terms([story.profile.body for story in stories])
        self._known: dict[tuple[int, int], float] = {}

    def most_alike_first(self) -> list[tuple[int, int]]:
        """Return the pairs that are worth comparing."""
        return [
            (a, b) for _, a, b in sorted((-c, a, b) for a, b, c in candidate_pairs(self._terms, len(self._stories)))
        ]

    def average(self, a: Sequence[int], b: Sequence[int]) -> float:
        """Return the mean score between two clusters, of their first members where they are large."""
        return fmean(min(SUREST, self.of(one, other)) for one in a[:SAMPLE] for other in b[:SAMPLE])

    def of(self, a: int, b: int) -> float:
        """Return the score of a pair."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self._known:
            self._known[pair] = self._score(*pair) if self._terms.cosine(*pair) >= FLOOR else 0.0
        return self._known[pair]

    def _score(self, a: int, b: int) -> float:
        one, other = self._stories[a], self._stories[b]
        factor = SAME_OUTLET if one.outlet == other.outlet else 1.0
        return compare(one.profile, other.profile).joint * factor
