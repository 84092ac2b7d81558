"""Average link: clusters join if their stories score as one event on average, never along a chain of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import fsum
from typing import NamedTuple

from aggregator.events.candidates import Terms, candidate_pairs
from aggregator.events.likeness import (
    SAME_EVENT,
    Bound,
    Profile,
    compare,
    joint_bound,
    one_report,
    other_words,
    splitting,
    strangers,
)

CHINESE_SAMPLE, ENGLISH_SAMPLE = 3, 8
"""Members that represent a cluster, those that joined first; comparing Chinese ones weighs more facts."""
MIN_CHINESE_COSINE = 0.06
"""Cosine of terms, weighted by the shipped table, below which two Chinese stories are not compared; of the pairs in
public sets that score as one event, .94 reach it."""
LOOSE_MEAN = 0.25
"""Mean score that joins English clusters large enough to be checked for wrongly joined events."""
MAX_PAIR_SCORE = 0.9
"""The most that a pair adds to an average, so that one certain link does not join two clusters."""
_ROUNDING = 1e-9
"""Rounding error of a sum of scores."""
SAME_OUTLET = 0.75
"""Factor on the score of two stories of one outlet, which reports its news once and fills in forms."""
SAME_OUTLET_IN_OTHER_WORDS = 0.6
"""Factor if, besides, each lacks most of what only the other's headline has. Of such pairs of one outlet in labelled
days that scored .5 to .8, one in twelve was one event."""
STRANGERS = 0.7
"""Factor on the score of two stories neither of which names the other's subject. Of such pairs in labelled days that
scored as one event, one in seven was."""

Pair = tuple[int, int]
"""The indices of two stories, the smaller first."""


class Candidate(NamedTuple):
    """A story to be compared."""

    outlet: str
    at: datetime
    """Publication time, else fetch time."""
    profile: Profile


def average_link(stories: Sequence[Candidate]) -> list[list[int]]:
    """Return the indices of the stories by event; within an event in the order in which they joined.

    Takes the most similar pairs first, equal ones in the order of their indices, so that the result depends on nothing
    else. Pairs already together are not compared.
    """
    scores = _Scores(stories)
    cluster_of = {index: [index] for index in range(len(stories))}
    refused = set[tuple[int, int, int, int]]()
    for a, b in scores.most_similar_first():
        cluster, other = cluster_of[a], cluster_of[b]
        state = (cluster[0], len(cluster), other[0], len(other))
        if cluster is other or state in refused:
            continue
        if scores.join(cluster, other, (a, b)):
            cluster += other
            cluster_of.update(dict.fromkeys(other, cluster))
        elif len(cluster) + len(other) > 2:
            refused.add(state)
    return [cluster for index, cluster in cluster_of.items() if index == min(cluster)]


class _Scores:
    """The scores of pairs, each computed once; pairs that share almost nothing are not compared."""

    def __init__(self, stories: Sequence[Candidate]) -> None:
        self._stories = stories
        self._terms = Terms([story.profile.terms for story in stories])
        self._cosines: dict[Pair, float] = {}
        self._bounds: dict[Pair, Bound] = {}

    def most_similar_first(self) -> list[Pair]:
        """Return the pairs that are worth comparing."""
        pairs = candidate_pairs(self._terms, [story.at for story in self._stories])
        self._cosines = {(a, b): cosine for a, b, cosine in pairs}
        return sorted(self._cosines, key=lambda pair: (-self._cosines[pair], pair))

    def join(self, cluster: Sequence[int], other: Sequence[int], pair: Pair) -> bool:
        """Return whether two clusters are one event: by their mean score, and by the pair that brings them together.

        Upper bounds come first: they are cheap, and settle most cases.
        """
        needed, english = self._needed(cluster, other), bool(self._stories[cluster[0]].profile.english)
        if self._bound(pair).value < needed:
            return False
        size = ENGLISH_SAMPLE if english else CHINESE_SAMPLE
        pairs = [(min(a, b), max(a, b)) for a in cluster[:size] for b in other[:size]]
        return self._reach(pairs, needed) and self._score(pair).value >= needed

    def _needed(self, a: Sequence[int], b: Sequence[int]) -> float:
        """Return the mean score from which two clusters join."""
        english = self._stories[a[0]].profile.english
        checked = english and splitting.MIN_STORIES <= len(a) + len(b) <= splitting.MAX_STORIES
        return LOOSE_MEAN if checked else SAME_EVENT

    def _reach(self, pairs: Sequence[Pair], mean: float) -> bool:
        """Return whether the scores of the pairs reach a mean; stop once the remaining pairs cannot change that."""
        needed, scores = mean * len(pairs), [MAX_PAIR_SCORE] * len(pairs)
        for measure in (self._bound, self._score):
            possible, certain = sum(scores), 0.0
            for at, pair in enumerate(pairs):
                value, exact = measure(pair)
                possible += min(MAX_PAIR_SCORE, value) - scores[at]
                scores[at] = min(MAX_PAIR_SCORE, value)
                certain += scores[at] if exact else 0.0
                if possible < needed - _ROUNDING or certain > needed + _ROUNDING:
                    return certain > needed
        return fsum(scores) >= needed

    def _score(self, pair: Pair) -> Bound:
        """Return the score of a pair as an exact bound."""
        if not (bound := self._bound(pair)).exact:
            a, b = (self._stories[index] for index in pair)
            bound = Bound(compare(a.profile, b.profile).joint * _factor(a, b), exact=True)
            self._bounds[pair] = bound
        return bound

    def _bound(self, pair: Pair) -> Bound:
        if pair not in self._bounds:
            a, b = (self._stories[index] for index in pair)
            if not a.profile.english and self._cosine(pair) < MIN_CHINESE_COSINE:
                self._bounds[pair] = Bound(0.0, exact=True)
            else:
                bound = joint_bound(a.profile, b.profile)
                self._bounds[pair] = Bound(bound.value * _factor(a, b), bound.exact)
        return self._bounds[pair]

    def _cosine(self, pair: Pair) -> float:
        known = self._cosines.get(pair)
        return self._terms.cosine(*pair) if known is None else known


def _factor(a: Candidate, b: Candidate) -> float:
    one_outlet = a.outlet == b.outlet
    if strangers(a.profile, b.profile):
        return 0.0 if one_outlet else STRANGERS
    if not one_outlet or one_report(a.profile, b.profile):
        return 1.0
    return SAME_OUTLET_IN_OTHER_WORDS if other_words(a.profile, b.profile) else SAME_OUTLET
