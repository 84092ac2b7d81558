"""The last word on an event: an answer before the claim, a new version before the one it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.assemble.merit import is_hearsay
from aggregator.attribution.across import credit_of
from aggregator.models import Story
from aggregator.text.marks import answers


def last_words(stories: Sequence[Story]) -> list[Story]:
    """Return the stories that an event may be written from, in their order.

    A story that denies or corrects a claim silences those that repeat it, whatever their source and hour: a claim is
    reprinted long after its answer. So does a response where something was heard. Of an outlet's versions of one text
    only the newest counts.
    """
    current = [story for story in stories if not any(_replaces(other, story) for other in stories)]
    heard = any(is_hearsay(story) for story in stories)
    return [story for story in current if answers(story.title, story.text, heard=heard)] or current


def _replaces(later: Story, story: Story) -> bool:
    """Return whether a story is an outlet's later version of another, at a new address."""
    one_text = (later.copy_of or later.id) == (story.copy_of or story.id)
    one_voice = later.outlet == story.outlet and credit_of(later).source == credit_of(story).source
    return one_text and one_voice and later.fingerprint != story.fingerprint and later.appeared > story.appeared
