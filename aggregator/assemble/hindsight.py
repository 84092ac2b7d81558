"""Hindsight: a re-made edition sees neither stories found later nor what they changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from aggregator.models import Story


def as_of(moment: datetime | None, stories: Sequence[Story]) -> list[Story]:
    """Return the stories found by a moment, as they were then; all stories if it is None.

    A story found later may have become the original of earlier ones, because it was published before them. Until then
    the first stored of these was the original.
    """
    if moment is None:
        return list(stories)
    later = {story.id for story in stories if story.fetched_at > moment}
    return list(_without(later, [story for story in stories if story.id not in later]))


def _without(later: set[str], stories: Sequence[Story]) -> Iterator[Story]:
    first: dict[str, str] = {}
    for story in sorted(stories, key=attrgetter("arrival")):
        if story.copy_of in later:
            first.setdefault(story.copy_of, story.id)
    for story in stories:
        root = first.get(story.copy_of or "")
        if root is None:
            yield story
        elif root == story.id:
            yield replace(story, copy_of=None, copy_rule=None, copy_score=None)
        else:
            yield replace(story, copy_of=root)
