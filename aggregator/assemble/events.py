"""Group stories into events: copies always join, other stories by average link; the order of arrival is no matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from statistics import fmean
from typing import NamedTuple

from aggregator.models import OWN_RULES, Story
from aggregator.similarity import SAME_EVENT, Profile, StoryText, compare, profile

MAX_SPREAD = 60
"""A term that more stories have than this tells no two of them apart; it finds no candidates."""
MAX_CANDIDATES = 24
"""Earlier stories that one is compared with."""
SAMPLE = 12
"""Members of a cluster that speak for it; the best linked come first."""
MIN_SHARED = 2
"""Terms that two stories must share to be compared."""
SUREST = 0.75
"""The most that a pair counts in an average, so that one certain link does not carry two clusters."""
SAME_OUTLET = 0.75
"""Factor on the score of two stories of one outlet: it tells its own news once, and has forms that it fills."""

Event = tuple[Story, ...]


class _Told(NamedTuple):
    """A story as it is compared."""

    outlet: str
    profile: Profile


def group_events(stories: Sequence[Story]) -> list[Event]:
    """Return the stories grouped by event, each story once; the same groups whatever the order of `stories`.

    Within a group the story to write from stands first: an original before copies, one that its outlet published as
    its own before reprints, then the fuller text, then the earlier. Groups are ordered by their earliest story.
    """
    units = _copies_together(sorted(stories, key=_age))
    clusters = _average_link([_told(unit[0]) for unit in units])
    events = (tuple(sorted((s for unit in cluster for s in units[unit]), key=_preference)) for cluster in clusters)
    return sorted(events, key=lambda event: min(map(_age, event)))


def _age(story: Story) -> tuple[datetime, str]:
    return story.published or story.fetched_at, story.id


def _preference(story: Story) -> tuple[bool, bool, int, datetime, str]:
    """Order the stories of an event: the best to write from first; 200 characters more or less are no matter."""
    own = story.attribution is not None and story.attribution.rule in OWN_RULES
    return story.copy_of is not None, not own, -min(len(story.text) // 200, 5), *_age(story)


def _told(story: Story) -> _Told:
    return _Told(story.outlet, profile(StoryText(story.title, story.text, story.published, story.language)))


def _score(a: _Told, b: _Told) -> float:
    return compare(a.profile, b.profile).score * (SAME_OUTLET if a.outlet == b.outlet else 1.0)


def _copies_together(stories: Sequence[Story]) -> list[Event]:
    """Join each chain of copies, whether its root is among the stories or not; the best to write from first."""
    original = {story.id: story.copy_of for story in stories}
    units = defaultdict[str, list[Story]](list)
    for story in stories:
        units[_root(story.id, original)].append(story)
    return [tuple(sorted(unit, key=_preference)) for unit in units.values()]


def _root(story: str, original: Mapping[str, str | None]) -> str:
    """Follow a chain of copies to its end; a chain that runs in a circle ends at its smallest id."""
    seen = [story]
    while (story := original.get(story) or "") and story not in seen:
        seen.append(story)
    return min(seen[seen.index(story) :]) if story else seen[-1]


def _average_link(stories: Sequence[_Told]) -> list[list[int]]:
    """Join clusters along the pairs that score highest, where their members score as the same event on average.

    Pairs of one score are taken in the order of their indices, so that the result depends on nothing else.
    """
    cluster_of = {index: [index] for index in range(len(stories))}
    for _, a, b in sorted((-score, a, b) for a, b, score in _pairs(stories) if score >= SAME_EVENT):
        one, other = cluster_of[a], cluster_of[b]
        if one is not other and _average(one, other, stories) >= SAME_EVENT:
            one += other
            cluster_of.update(dict.fromkeys(other, one))
    return [cluster for index, cluster in cluster_of.items() if index == min(cluster)]


def _average(a: Sequence[int], b: Sequence[int], stories: Sequence[_Told]) -> float:
    """Return the mean score between two clusters, of their first members where they are large."""
    return fmean(min(SUREST, _score(stories[one], stories[other])) for one in a[:SAMPLE] for other in b[:SAMPLE])


def _pairs(stories: Sequence[_Told]) -> Iterator[tuple[int, int, float]]:
    """Yield (earlier, later, score) of the pairs that have anything to compare."""
    spread = Counter(term for story in stories for term in story.profile.body)
    earlier = defaultdict[str, list[int]](list)
    for index, story in enumerate(stories):
        telling = [term for term in story.profile.body if 1 < spread[term] <= MAX_SPREAD]
        for other in _candidates(telling, earlier):
            yield other, index, _score(stories[other], story)
        for term in telling:
            earlier[term].append(index)


def _candidates(telling: Sequence[str], earlier: Mapping[str, list[int]]) -> list[int]:
    """Return the earlier stories that share most of these terms; of equal ones the earliest."""
    shared = Counter(chain.from_iterable(earlier.get(term, ()) for term in telling))
    best = nsmallest(MAX_CANDIDATES, ((-count, other) for other, count in shared.items() if count >= MIN_SHARED))
    return [other for _, other in best]
