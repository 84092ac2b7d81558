"""Give each group of stories the id of its event, which stays the same from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from aggregator.events.grouping import Group, group_events
from aggregator.events.likeness import Profiles
from aggregator.models import Membership, Story, Ties

Known = Mapping[str, Membership]
"""Earlier memberships by story id."""


@dataclass(frozen=True, slots=True)
class Event:
    """Stories of one event."""

    id: str
    """Id of the story that was published first, or that named it when it was printed."""
    stories: Group
    """The best story to write from comes first."""


def find_events(
    stories: Sequence[Story],
    ties: Ties,
    known: Known,
    profiles: Profiles | None = None,
    printed: Collection[str] = (),
) -> tuple[Event, ...]:
    """Group stories into events and name these; see `group_events` and `name_events`."""
    return name_events(group_events(stories, ties, profiles), known, printed)


def name_events(groups: Sequence[Group], known: Known, printed: Collection[str] = ()) -> tuple[Event, ...]:
    """Return the groups as events, ordered by their first published stories.

    An event's id is that of its first published story, so it does not depend on which outlet answered first. Once an
    edition has `printed` it, the group with the story that it was named by keeps the id. If that story is older than
    these groups, the group with most of the event's former stories does. The order of the groups and of `known` does
    not matter.
    """
    ordered = sorted(groups, key=lambda group: _first(group).seniority)
    return tuple(map(Event, _names(ordered, known, printed), ordered))


def _first(group: Sequence[Story]) -> Story:
    """Return the story that was published first."""
    return min(group, key=attrgetter("seniority"))


def _names(groups: Sequence[Group], known: Known, printed: Collection[str]) -> list[str]:
    at_hand = {story.id for group in groups for story in group}
    names, taken = list[str](), set[str]()
    former = [_former(group, known, at_hand) for group in groups]
    for group, votes in zip(groups, former, strict=True):
        older = (event for event, count in votes if event not in taken and count == _most(event, former))
        names.append(next(older, _first([story for story in group if story.id in printed] or group).id))
        taken.add(names[-1])
    return names


def _former(group: Group, known: Known, at_hand: set[str]) -> list[tuple[str, int]]:
    """Return the older events that stories of a group were in, with the number of these stories, most first."""
    events = (known[story.id].event for story in group if story.id in known)
    votes = Counter(event for event in events if event not in at_hand)
    return sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))


def _most(event: str, former: Sequence[Sequence[tuple[str, int]]]) -> int:
    return max(count for votes in former for name, count in votes if name == event)
