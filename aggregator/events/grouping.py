"""Group stories into events: copies join unless facts contradict, others by average link, whatever their order."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter

from aggregator.events.likeness import Profiles
from aggregator.events.likeness.splitting import split
from aggregator.events.linking import Candidate, average_link
from aggregator.events.reprints import checked_copies, root
from aggregator.events.ties import apply_ties
from aggregator.models import NO_TIES, OWN_RULES, Story, Ties

Group = tuple[Story, ...]
"""Stories of one event."""


@contextmanager
def _garbage_collector_off() -> Iterator[None]:
    """Switch the garbage collector off: what is built here has no cycles, and collecting takes a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_garbage_collector_off()
def group_events(stories: Sequence[Story], ties: Ties = NO_TIES, profiles: Profiles | None = None) -> list[Group]:
    """Return the stories grouped by event, each story once; the order of `stories` does not matter.

    `ties`: an operator's decisions, which override the grouping; `profiles`: stories that were already read.

    Each group starts with the best story to write from: originals before copies, an outlet's own stories before
    reprints, then the longer text, then the earlier. Groups are ordered by their earliest story. A round-up shares
    terms with every event it names, so it is not compared: only its copies, or an operator, join it.
    """
    read = profiles or Profiles()
    read.learn(stories)
    units = _copies_together(checked_copies(sorted(stories, key=attrgetter("age")), read), ties)
    candidates = [_candidate(unit, read) for unit in units]
    ids = [{story.id for story in unit} for unit in units]
    clusters = apply_ties(_link(candidates), ids, candidates, ties)
    groups = (tuple(sorted((s for unit in cluster for s in units[unit]), key=_preference)) for cluster in clusters)
    return sorted(groups, key=_start)


def _candidate(unit: Group, profiles: Profiles) -> Candidate:
    """Return the story that copies are compared by: the best to write from that is not a round-up."""
    story = next((story for story in unit if not profiles.of(story).round_up), unit[0])
    return Candidate(story.outlet, story.appeared, profiles.of(story))


def _link(candidates: Sequence[Candidate]) -> list[list[int]]:
    """Return the indices of the candidates by event, each round-up alone."""
    compared = [index for index, candidate in enumerate(candidates) if not candidate.profile.round_up]
    round_ups = [[index] for index, candidate in enumerate(candidates) if candidate.profile.round_up]
    linked = [candidates[index] for index in compared]
    clusters = _split_look_alikes(average_link(linked), linked)
    return [*([compared[at] for at in cluster] for cluster in clusters), *round_ups]


def _start(group: Group) -> tuple[datetime, str]:
    """Return the age of the earliest story."""
    return min(story.age for story in group)


def _preference(story: Story) -> tuple[bool, bool, int, bool, datetime, str]:
    """Sort key for an event's stories, the best to write from first; lengths count in steps of 200 characters."""
    own = story.attribution is not None and story.attribution.rule in OWN_RULES
    return story.copy_of is not None, not own, -min(len(story.text) // 200, 5), *story.seniority


def _copies_together(stories: Sequence[Story], ties: Ties) -> list[Group]:
    """Join each chain of copies, even if its root is not among the stories; the best to write from first."""
    split_off = frozenset(_split_off(stories, ties))
    original = {story.id: story.copy_of for story in stories if story.id not in split_off}
    units = defaultdict[str, list[Story]](list)
    for story in stories:
        units[root(story.id, original)].append(story)
    return [tuple(sorted(unit, key=_preference)) for unit in units.values()]


def _split_off(stories: Sequence[Story], ties: Ties) -> Iterator[str]:
    """Yield the copies that an operator split from their original, or from another copy of it."""
    for apart in ties.apart:
        roots = Counter(story.copy_of or story.id for story in stories if story.id in apart)
        yield from (story.id for story in stories if story.id in apart and story.copy_of and roots[story.copy_of] > 1)


def _split_look_alikes(clusters: Sequence[list[int]], candidates: Sequence[Candidate]) -> Iterator[list[int]]:
    """Split the clusters of English stories in which two look-alike events were joined."""
    for cluster in clusters:
        read = [candidates[index].profile.english for index in cluster]
        vectors = [story.vector for story in read if story]
        parts = split(vectors) if len(vectors) == len(cluster) else [range(len(cluster))]
        yield from ([cluster[at] for at in part] for part in parts)
