"""Links: a story whose page is gone is not told, since its reader would find nothing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aggregator.models import Omission, Story

_STAGE = "link"
NONE_GONE: Mapping[str, str] = MappingProxyType({})


def with_a_page(stories: Sequence[Story], gone: Mapping[str, str]) -> tuple[list[Story], list[Omission]]:
    """Return the stories in their order without those that are `gone`, and these with what was answered."""
    left = [Omission(story.id, _STAGE, f"gone: {gone[story.id]}") for story in stories if story.id in gone]
    return [story for story in stories if story.id not in gone], left
