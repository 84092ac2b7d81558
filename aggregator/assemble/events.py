"""Group stories into events: copies always join, other stories by average link; the order of arrival is no matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from aggregator.assemble.linking import Told, average_link
from aggregator.models import OWN_RULES, Story
from aggregator.similarity import StoryText, profile
from aggregator.similarity.splitting import split

Event = tuple[Story, ...]


def group_events(stories: Sequence[Story]) -> list[Event]:
    """Return the stories grouped by event, each story once; the same groups whatever the order of `stories`.

    Within a group the story to write from stands first: an original before copies, one that its outlet published as
    its own before reprints, then the fuller text, then the earlier. Groups are ordered by their earliest story.
    """
    units = _copies_together(sorted(stories, key=_age))
    told = [_told(unit[0]) for unit in units]
    clusters = _apart(average_link(told), told)
    events = (tuple(sorted((s for unit in cluster for s in units[unit]), key=_preference)) for cluster in clusters)
    return sorted(events, key=lambda event: min(map(_age, event)))


def _age(story: Story) -> tuple[datetime, str]:
    return story.published or story.fetched_at, story.id


def _preference(story: Story) -> tuple[bool, bool, int, datetime, str]:
    """Order the stories of an event: the best to write from first; 200 characters more or less are no matter."""
    own = story.attribution is not None and story.attribution.rule in OWN_RULES
    return story.copy_of is not None, not own, -min(len(story.text) // 200, 5), *_age(story)


def _told(story: Story) -> Told:
    read = profile(StoryText(story.title, story.text, story.published, story.language))
    return Told(story.outlet, story.published or story.fetched_at, read)


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


def _apart(clusters: Sequence[list[int]], stories: Sequence[Told]) -> Iterator[list[int]]:
    """Cut the clusters of English stories in which two look-alike events were joined."""
    for cluster in clusters:
        read = [stories[index].profile.english for index in cluster]
        vectors = [story.vector for story in read if story]
        parts = split(vectors) if len(vectors) == len(cluster) else [range(len(cluster))]
        yield from ([cluster[at] for at in part] for part in parts)
