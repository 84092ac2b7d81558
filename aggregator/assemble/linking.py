"""Average link: stories join where they score as the same event on average, never along a chain of likenesses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean
from typing import NamedTuple

from aggregator.assemble.candidates import Terms, candidate_pairs
from aggregator.similarity import SAME_EVENT, Profile, joint, splitting

SAMPLE, ENGLISH_SAMPLE = 3, 8
"""Members of a cluster that speak for it, those that joined first; comparing Chinese ones weighs more facts."""
CHINESE_FLOOR = 0.12
"""Cosine of rare terms below which two Chinese stories are not compared: of the pairs in public sets that score as one
event .98 reach it."""
LOOSE = 0.25
"""Mean score that is enough for an English cluster so large that it is looked into for events wrongly joined."""
SUREST = 0.9
"""The most that a pair counts in an average, so that one certain link does not carry two clusters."""
SAME_OUTLET = 0.75
"""Factor on the score of two stories of one outlet: it tells its own news once, and has forms that it fills."""


class Told(NamedTuple):
    """A story as it is compared."""

    outlet: str
    at: datetime
    """When it was published; when it was fetched where it has no time."""
    profile: Profile


def average_link(stories: Sequence[Told]) -> list[list[int]]:
    """Return the indices of the stories by event; within one in the order in which they joined.

    Pairs are taken from the most alike on, those of one likeness in the order of their indices, so that the result
    depends on nothing else. A pair already together is not compared.
    """
    scores = _Scores(stories)
    cluster_of = {index: [index] for index in range(len(stories))}
    refused = set[tuple[int, int, int, int]]()
    for a, b in scores.most_alike_first():
        one, other = cluster_of[a], cluster_of[b]
        state = (one[0], len(one), other[0], len(other))
        if one is other or state in refused:
            continue
        least = scores.least(one, other)
        if scores.of(a, b) >= least and scores.average(one, other) >= least:
            one += other
            cluster_of.update(dict.fromkeys(other, one))
        elif len(one) + len(other) > 2:
            refused.add(state)
    return [cluster for index, cluster in cluster_of.items() if index == min(cluster)]


class _Scores:
    """The scores of pairs, each reckoned once; a pair that shares next to nothing is not compared at all."""

    def __init__(self, stories: Sequence[Told]) -> None:
        self._stories = stories
        self._terms = Terms([story.profile.body for story in stories])
        self._known: dict[tuple[int, int], float] = {}

    def most_alike_first(self) -> list[tuple[int, int]]:
        """Return the pairs that are worth comparing."""
        pairs = candidate_pairs(self._terms, [story.at for story in self._stories])
        return [(a, b) for _, a, b in sorted((-alike, a, b) for a, b, alike in pairs)]

    def least(self, a: Sequence[int], b: Sequence[int]) -> float:
        """Return the mean score from which two clusters join."""
        english = self._stories[a[0]].profile.english
        return LOOSE if english and splitting.LEAST <= len(a) + len(b) <= splitting.MOST else SAME_EVENT

    def average(self, a: Sequence[int], b: Sequence[int]) -> float:
        """Return the mean score between two clusters, of their first members where they are large."""
        most = ENGLISH_SAMPLE if self._stories[a[0]].profile.english else SAMPLE
        return fmean(min(SUREST, self.of(one, other)) for one in a[:most] for other in b[:most])

    def of(self, a: int, b: int) -> float:
        """Return the score of a pair."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self._known:
            self._known[pair] = self._score(*pair)
        return self._known[pair]

    def _score(self, a: int, b: int) -> float:
        one, other = self._stories[a], self._stories[b]
        if not one.profile.english and self._terms.cosine(a, b) < CHINESE_FLOOR:
            return 0.0
        factor = SAME_OUTLET if one.outlet == other.outlet else 1.0
        return joint(one.profile, other.profile) * factor
