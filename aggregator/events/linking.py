"""Average link: stories join where they score as the same event on average, never along a chain of likenesses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import fsum
from typing import NamedTuple

from aggregator.events.candidates import Terms, candidate_pairs
from aggregator.events.likeness import SAME_EVENT, Bound, Profile, compare, joint_bound, splitting

SAMPLE, ENGLISH_SAMPLE = 3, 8
"""Members of a cluster that speak for it, those that joined first; comparing Chinese ones weighs more facts."""
CHINESE_FLOOR = 0.12
"""Cosine of rare terms below which two Chinese stories are not compared: of the pairs in public sets that score as one
event .98 reach it."""
LOOSE = 0.25
"""Mean score that is enough for an English cluster so large that it is looked into for events wrongly joined."""
SUREST = 0.9
"""The most that a pair counts in an average, so that one certain link does not carry two clusters."""
_ROUNDING = 1e-9
"""What the sum of some scores may be off by."""
SAME_OUTLET = 0.75
"""Factor on the score of two stories of one outlet: it tells its own news once, and has forms that it fills."""


Pair = tuple[int, int]
"""The indices of two stories, the smaller first."""


class Candidate(NamedTuple):
    """A story as it is compared."""

    outlet: str
    at: datetime
    """When it was published; when it was fetched where it has no time."""
    profile: Profile


def average_link(stories: Sequence[Candidate]) -> list[list[int]]:
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
        if scores.join(one, other, (a, b)):
            one += other
            cluster_of.update(dict.fromkeys(other, one))
        elif len(one) + len(other) > 2:
            refused.add(state)
    return [cluster for index, cluster in cluster_of.items() if index == min(cluster)]


class _Scores:
    """The scores of pairs, each reckoned once; a pair that shares next to nothing is not compared at all."""

    def __init__(self, stories: Sequence[Candidate]) -> None:
        self._stories = stories
        self._terms = Terms([story.profile.body for story in stories])
        self._cosines: dict[Pair, float] = {}
        self._limits: dict[Pair, Bound] = {}

    def most_alike_first(self) -> list[Pair]:
        """Return the pairs that are worth comparing."""
        pairs = candidate_pairs(self._terms, [story.at for story in self._stories])
        self._cosines = {(a, b): alike for a, b, alike in pairs}
        return sorted(self._cosines, key=lambda pair: (-self._cosines[pair], pair))

    def join(self, one: Sequence[int], other: Sequence[int], pair: Pair) -> bool:
        """Tell whether two clusters are one event: by their mean score, and by the pair that brings them together.

        What the scores can be at most is asked first: it settles most questions, and costs little.
        """
        least, english = self._least(one, other), bool(self._stories[one[0]].profile.english)
        if self._limit(pair).most < least:
            return False
        most = ENGLISH_SAMPLE if english else SAMPLE
        pairs = [(min(a, b), max(a, b)) for a in one[:most] for b in other[:most]]
        return self._reach(pairs, least) and self._exact(pair).most >= least

    def _least(self, a: Sequence[int], b: Sequence[int]) -> float:
        """Return the mean score from which two clusters join."""
        english = self._stories[a[0]].profile.english
        return LOOSE if english and splitting.LEAST <= len(a) + len(b) <= splitting.MOST else SAME_EVENT

    def _reach(self, pairs: Sequence[Pair], least: float) -> bool:
        """Tell whether the mean score of pairs is enough; ends where the pairs that are left cannot change it."""
        needed, scores = least * len(pairs), [SUREST] * len(pairs)
        for score in (self._limit, self._exact):
            possible, certain = sum(scores), 0.0
            for at, pair in enumerate(pairs):
                most, exact = score(pair)
                possible += min(SUREST, most) - scores[at]
                scores[at] = min(SUREST, most)
                certain += scores[at] if exact else 0.0
                if possible < needed - _ROUNDING or certain > needed + _ROUNDING:
                    return certain > needed
        return fsum(scores) >= needed

    def _exact(self, pair: Pair) -> Bound:
        """Return the score of a pair."""
        if not (limit := self._limit(pair)).exact:
            one, other = (self._stories[index] for index in pair)
            limit = Bound(compare(one.profile, other.profile).joint * _factor(one, other), exact=True)
            self._limits[pair] = limit
        return limit

    def _limit(self, pair: Pair) -> Bound:
        if pair not in self._limits:
            one, other = (self._stories[index] for index in pair)
            if not one.profile.english and self._cosine(pair) < CHINESE_FLOOR:
                self._limits[pair] = Bound(0.0, exact=True)
            else:
                found = joint_bound(one.profile, other.profile)
                self._limits[pair] = Bound(found.most * _factor(one, other), found.exact)
        return self._limits[pair]

    def _cosine(self, pair: Pair) -> float:
        found = self._cosines.get(pair)
        return self._terms.cosine(*pair) if found is None else found


def _factor(one: Candidate, other: Candidate) -> float:
    return SAME_OUTLET if one.outlet == other.outlet else 1.0
