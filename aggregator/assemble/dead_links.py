"""Leave out stories whose page is gone: their link would lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aggregator.models import Omission, Story

_STAGE = "link"
NONE_GONE: Mapping[str, str] = MappingProxyType({})


def with_a_page(stories: Sequence[Story], gone: Mapping[str, str]) -> tuple[list[Story], list[Omission]]:
    """Return the stories in their order without those that are `gone`, and their omissions with the answer."""
    omissions = [Omission(story.id, _STAGE, f"gone: {gone[story.id]}") for story in stories if story.id in gone]
    return [story for story in stories if story.id not in gone], omissions
