"""Name each story's event, so that events keep their ids from run to run, and say what joined the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from aggregator.events.grouping import Event
from aggregator.events.likeness import Profiles, compare
from aggregator.models import Membership, Story

MAX_COMPARED = 12
"""Stories of its event that a story is compared with, those stored first, to find what joined it."""
REPEATS = "repeats its text"


def memberships(
    groups: Sequence[Event], known: Mapping[str, Membership], profiles: Profiles | None = None
) -> list[Membership]:
    """Return the membership of every story of the groups, ordered by story id.

    `known`: earlier memberships by story id. An event's id is that of its first stored story, so later stories never
    change it. If that story is older than these groups, the group with most of the event's former stories keeps the
    id. A story that was joined by an older story keeps that membership. The order of the groups and of `known` does
    not matter, and passing the result as `known` changes nothing.
    """
    ordered = sorted((sorted(group, key=attrgetter("arrival")) for group in groups), key=lambda group: group[0].arrival)
    names = _names(ordered, known)
    read = profiles or Profiles()
    found = (_joined(group, name, known, read) for group, name in zip(ordered, names, strict=True))
    return sorted((membership for group in found for membership in group), key=attrgetter("story"))


def _names(groups: Sequence[Sequence[Story]], known: Mapping[str, Membership]) -> list[str]:
    """Return the id of each group's event."""
    at_hand = {story.id for group in groups for story in group}
    names, taken = list[str](), set[str]()
    former = [_former(group, known, at_hand) for group in groups]
    for group, votes in zip(groups, former, strict=True):
        older = (event for event, count in votes if event not in taken and count == _most(event, former))
        names.append(next(older, group[0].id))
        taken.add(names[-1])
    return names


def _former(group: Sequence[Story], known: Mapping[str, Membership], at_hand: set[str]) -> list[tuple[str, int]]:
    """Return the older events that stories of a group were in, with the number of these stories, most first."""
    events = (known[story.id].event for story in group if story.id in known)
    votes = Counter(event for event in events if event not in at_hand)
    return sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))


def _most(event: str, former: Sequence[Sequence[tuple[str, int]]]) -> int:
    return max(count for votes in former for name, count in votes if name == event)


def _joined(
    group: Sequence[Story], event: str, known: Mapping[str, Membership], profiles: Profiles
) -> Iterator[Membership]:
    """Yield the memberships of one group."""
    at_hand = {story.id for story in group}
    for story in group:
        before = known.get(story.id)
        if story.id == event:
            yield Membership(story.id, event)
        elif before and before.event == event and before.joined not in at_hand:
            yield before
        else:
            yield _nearest(story, event, group, profiles)


def _nearest(story: Story, event: str, group: Sequence[Story], profiles: Profiles) -> Membership:
    """Return the membership of a story: joined by its copy or original, else by the story it is most like."""
    others = [other for other in group if other.id != story.id]
    repeated = next((other for other in others if story.copy_of == other.id or other.copy_of == story.id), None)
    if repeated is not None:
        copy = story if story.copy_of == repeated.id else repeated
        return Membership(story.id, event, repeated.id, round(copy.copy_score or 1.0, 3), (REPEATS,))
    compared = [(compare(profiles.of(story), profiles.of(other)), other.id) for other in others[:MAX_COMPARED]]
    nearest, name = max(compared, key=lambda pair: (pair[0].joint, pair[1]))
    return Membership(story.id, event, name, round(nearest.joint, 3), nearest.reasons)
