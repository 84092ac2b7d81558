"""Which event each story belongs to, so that an event keeps its id from run to run, and what joined it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from aggregator.events.grouping import Event
from aggregator.events.likeness import Profiles, compare
from aggregator.models import Membership, Story

FELLOWS = 12
"""Stories of an event that one is compared with to tell what joined it; those stored first."""
REPEATS = "repeats its text"


def memberships(
    groups: Sequence[Event], known: Mapping[str, Membership], profiles: Profiles | None = None
) -> list[Membership]:
    """Name the events that the stories of a span of time were grouped into, by story.

    An event is called by its story that was stored first, which no later one changes. Where that one is older than
    the span, the group that most of its former stories are in keeps the name. A story whose companion is older than
    the span keeps what joined it. The same groups and the same `known`, in any order, give the same; given again
    what they gave, they change nothing.
    """
    ordered = sorted((sorted(group, key=attrgetter("arrival")) for group in groups), key=lambda group: group[0].arrival)
    names = _names(ordered, known)
    read = profiles or Profiles()
    found = (_joined(group, name, known, read) for group, name in zip(ordered, names, strict=True))
    return sorted((one for group in found for one in group), key=lambda one: one.story)


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
    """Return the events older than the span that stories of a group were in, with how many, most first."""
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
    """Return what joined a story: the one whose text it repeats, or the one it is most like."""
    fellows = [other for other in group if other.id != story.id]
    repeated = next((other for other in fellows if story.copy_of == other.id or other.copy_of == story.id), None)
    if repeated is not None:
        link = story if story.copy_of == repeated.id else repeated
        return Membership(story.id, event, repeated.id, round(link.copy_score or 1.0, 3), (REPEATS,))
    alike = [(compare(profiles.of(story), profiles.of(other)), other.id) for other in fellows[:FELLOWS]]
    best, other = max(alike, key=lambda pair: (pair[0].joint, pair[1]))
    return Membership(story.id, event, other, round(best.joint, 3), best.reasons)
