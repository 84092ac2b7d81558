"""Group stories into events: copies always join, other stories by average link; the order of arrival is no matter."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter

from aggregator.events.likeness import Profiles
from aggregator.events.likeness.roundups import round_up_evidence
from aggregator.events.likeness.splitting import split
from aggregator.events.linking import Candidate, average_link
from aggregator.events.ties import apply_ties
from aggregator.models import NO_TIES, OWN_RULES, Edition, Language, Story, Ties

Event = tuple[Story, ...]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector off what is built up, which has no cycles: it would take a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def group_events(stories: Sequence[Story], ties: Ties = NO_TIES, profiles: Profiles | None = None) -> list[Event]:
    """Return the stories grouped by event, each story once; the same groups whatever the order of `stories`.

    `ties`: what an operator decided goes before what the stories say; `profiles`: what was read of them before.

    Within a group the story to write from stands first: an original before copies, one that its outlet published as
    its own before reprints, then the fuller text, then the earlier. Groups are ordered by their earliest story.
    """
    units = _copies_together(sorted(stories, key=attrgetter("age")), ties)
    read = profiles or Profiles()
    told = [Candidate(unit[0].outlet, unit[0].appeared, read.of(unit[0])) for unit in units]
    ids = [{story.id for story in unit} for unit in units]
    clusters = apply_ties(list(_apart(average_link(told), told)), ids, told, ties)
    events = (tuple(sorted((s for unit in cluster for s in units[unit]), key=_preference)) for cluster in clusters)
    return sorted(events, key=_begun)


def _begun(event: Event) -> tuple[datetime, str]:
    """Return the age of an event's earliest story."""
    return min(story.age for story in event)


def _preference(story: Story) -> tuple[bool, bool, int, datetime, str]:
    """Order the stories of an event: the best to write from first; 200 characters more or less are no matter."""
    own = story.attribution is not None and story.attribution.rule in OWN_RULES
    return story.copy_of is not None, not own, -min(len(story.text) // 200, 5), *story.age


def _copies_together(stories: Sequence[Story], ties: Ties) -> list[Event]:
    """Join each chain of copies, whether its root is among the stories or not; the best to write from first."""
    split = frozenset(_split(stories, ties))
    original = {story.id: story.copy_of for story in stories if story.id not in split}
    units = defaultdict[str, list[Story]](list)
    for story in stories:
        units[_root(story.id, original)].append(story)
    return [tuple(sorted(unit, key=_preference)) for unit in units.values()]


def _split(stories: Sequence[Story], ties: Ties) -> Iterator[str]:
    """Yield the copies that were set apart from what they repeat, or from another copy of it."""
    for apart in ties.apart:
        roots = Counter(story.copy_of or story.id for story in stories if story.id in apart)
        yield from (story.id for story in stories if story.id in apart and story.copy_of and roots[story.copy_of] > 1)


def _root(story: str, original: Mapping[str, str | None]) -> str:
    """Follow a chain of copies to its end; a chain that runs in a circle ends at its smallest id."""
    seen = [story]
    while (story := original.get(story) or "") and story not in seen:
        seen.append(story)
    return min(seen[seen.index(story) :]) if story else seen[-1]


def _apart(clusters: Sequence[list[int]], stories: Sequence[Candidate]) -> Iterator[list[int]]:
    """Cut the clusters of English stories in which two look-alike events were joined."""
    for cluster in clusters:
        read = [stories[index].profile.english for index in cluster]
        vectors = [story.vector for story in read if story]
        parts = split(vectors) if len(vectors) == len(cluster) else [range(len(cluster))]
        yield from ([cluster[at] for at in part] for part in parts)


def before(edition: Edition, stories: Sequence[Story]) -> list[Story]:
    """Return the stories from before the window that an event of it may have: credited, in the edition's language."""
    dated = [story for story in stories if story.published and story.published < edition.start]
    told = [story for story in dated if story.language == edition.language and story.attribution is not None]
    return [story for story in told if not round_up_evidence(*_text(story))]


def in_window(events: Sequence[Event], news: Sequence[Story]) -> tuple[list[Event], dict[str, Event]]:
    """Return the events with their stories of the window only, and the others by the id of the event's first story."""
    timely = {story.id for story in news}
    told, earlier = list[Event](), dict[str, Event]()
    for event in events:
        inside = tuple(story for story in event if story.id in timely)
        if inside:
            told.append(inside)
            earlier[inside[0].id] = tuple(story for story in event if story.id not in timely)
    return sorted(told, key=_begun), earlier


def _text(story: Story) -> tuple[str, str, Language]:
    return story.title, story.text, story.language
