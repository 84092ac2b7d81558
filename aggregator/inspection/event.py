"""Explanations of events: what joined a story to its event, and what kept the nearest others out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aggregator.events.likeness import StoryText, compare, profile
from aggregator.inspection.table import aligned
from aggregator.models import Membership, Story

MIN_LIKENESS = 0.1
"""Likeness from which a story outside the event is shown."""
MAX_NEAREST = 5
"""Stories outside the event that are shown."""


def explain_event(
    story: Story, membership: Membership | None, members: Sequence[Story], others: Sequence[Story]
) -> Iterator[str]:
    """Yield the lines that explain a story's event; `others`: the stories of the days around it."""
    yield ""
    if membership is None:
        yield "Event: not grouped yet."
        return
    yield f"Event {membership.event}, {len(members)} {'story' if len(members) == 1 else 'stories'}"
    if membership.joined:
        yield f"  joined by {membership.joined}, {membership.score or 0:.2f}: {'; '.join(membership.reasons)}"
    yield from aligned((f"  {member.id}", member.outlet, member.title) for member in members)
    inside = {member.id for member in members}
    yield from _nearest(story, [other for other in others if other.id not in inside])


def _nearest(story: Story, others: Sequence[Story]) -> Iterator[str]:
    """Yield the stories that are most like this one, with the reasons for and the vetoes against joining them."""
    own = profile(StoryText.of(story))
    compared = [(compare(own, profile(StoryText.of(other))), other) for other in others]
    near = [(pair, other) for pair, other in compared if pair.likeness >= MIN_LIKENESS]
    if near:
        yield "  nearest outside it:"
    for pair, other in sorted(near, key=lambda found: (-found[0].likeness, found[1].id))[:MAX_NEAREST]:
        vetoed = f"; vetoed by {', '.join(pair.vetoes)}" if pair.vetoes else ""
        yield f"  {other.id} {pair.likeness:.2f} {other.title}: {'; '.join(pair.reasons)}{vetoed}"
