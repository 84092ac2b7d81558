"""Say which event each story belongs to, and what joined it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from aggregator.events.likeness import Profiles, compare
from aggregator.events.naming import Event, Known
from aggregator.models import Membership, Story

MAX_COMPARED = 12
"""Stories of its event that a story is compared with, those published first, to find what joined it."""
REPEATS = "repeats its text"


def memberships(events: Sequence[Event], known: Known, profiles: Profiles | None = None) -> list[Membership]:
    """Return the membership of every story of the events, ordered by story id.

    A story that was joined by an older story, which is not among these, keeps that membership. The order of the events
    does not matter, and passing the result as `known` changes nothing.
    """
    read = profiles or Profiles()
    found = (membership for event in events for membership in _memberships(event, known, read))
    return sorted(found, key=attrgetter("story"))


def _memberships(event: Event, known: Known, profiles: Profiles) -> Iterator[Membership]:
    stories = sorted(event.stories, key=attrgetter("seniority"))
    at_hand = {story.id for story in stories}
    for story in stories:
        before = known.get(story.id)
        if story.id == event.id:
            yield Membership(story.id, event.id)
        elif before and before.event == event.id and before.joined not in at_hand:
            yield before
        else:
            yield _nearest(story, event.id, stories, profiles)


def _nearest(story: Story, event: str, stories: Sequence[Story], profiles: Profiles) -> Membership:
    """Return the membership of a story: joined by its copy or original, else by the story it is most like."""
    others = [other for other in stories if other.id != story.id]
    repeated = next((other for other in others if story.copy_of == other.id or other.copy_of == story.id), None)
    if repeated is not None:
        copy = story if story.copy_of == repeated.id else repeated
        return Membership(story.id, event, repeated.id, round(copy.copy_score or 1.0, 3), (REPEATS,))
    compared = [(compare(profiles.of(story), profiles.of(other)), other.id) for other in others[:MAX_COMPARED]]
    nearest, name = max(compared, key=lambda pair: (pair[0].joint, pair[1]))
    return Membership(story.id, event, name, round(nearest.joint, 3), nearest.reasons)
