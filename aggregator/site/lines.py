"""Lines about stories, events and credits, as the lists of the site have them: all that is kept of a story."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from aggregator.models.credit import OWN_RULES
from aggregator.site.material import Event
from aggregator.site.pages import page_of


class StoryLine(NamedTuple):
    """A story."""

    id: str
    event: str
    title: str
    language: str
    outlet: str
    source: str | None
    kind: str | None
    """Kind of the source."""
    published: datetime | None
    precision: str | None
    fetched_at: datetime
    copy: bool
    """Whether it repeats another."""
    own: bool
    """Whether it is credited to the outlet that published it."""

    @property
    def page(self) -> str:
        """Its place in the site."""
        return f"{page_of('events', self.event)}#s-{self.id}"

    @property
    def appeared(self) -> datetime:
        """Time of publication, else of fetching."""
        return self.published or self.fetched_at


class EventLine(NamedTuple):
    """An event."""

    id: str
    title: str
    language: str
    stories: int
    outlets: int
    last: datetime
    """When its newest story appeared."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source, and the outlets that have a story credited to it."""

    id: str
    kind: str
    stories: int
    reprints: Mapping[str, int]
    """Stories of others than the source itself, by outlet, the most first."""


def of_event(event: Event) -> EventLine:
    """Return the line of an event."""
    last = max(story["published"] or story["fetched_at"] for story in event.stories)
    return EventLine(
        event.id, event.lead["title"], event.lead["language"], len(event.stories), len(event.outlets), last
    )


def of_story(event: str, story: Mapping[str, Any]) -> StoryLine:
    """Return the line of a story."""
    return StoryLine(
        id=story["id"],
        event=event,
        title=story["title"],
        language=story["language"],
        outlet=story["outlet"],
        source=story["source"],
        kind=story["source_kind"],
        published=story["published"],
        precision=story["published_precision"],
        fetched_at=story["fetched_at"],
        copy=story["copy_of"] is not None,
        own=story["source_rule"] in OWN_RULES,
    )


def newest_first(stories: Iterable[StoryLine]) -> list[StoryLine]:
    """Return stories in the order of lists."""
    return sorted(stories, key=attrgetter("appeared", "id"), reverse=True)


def listed_by(part: str, stories: Iterable[StoryLine]) -> dict[str, list[StoryLine]]:
    """Return the stories that have a part, as an outlet, by it, in their order."""
    found = defaultdict[str, list[StoryLine]](list)
    for story in stories:
        if (name := getattr(story, part)) is not None:
            found[name].append(story)
    return found


def sources_of(stories: Iterable[StoryLine]) -> list[SourceLine]:
    """Return the credited sources, those with the most stories first."""
    by_source = listed_by("source", stories)
    found = [
        SourceLine(
            source,
            credited[0].kind or "",
            len(credited),
            dict(Counter(story.outlet for story in credited if not story.own).most_common()),
        )
        for source, credited in by_source.items()
    ]
    return sorted(found, key=lambda line: (-line.stories, line.id))
