"""Deduplicate: link a story to the one that it repeats; grouped, never deleted.

Same canonical address, then same text, then near copy: candidates share a MinHash band, containment decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler

from aggregator.context import Context
from aggregator.models import Story
from aggregator.similarity import is_copy, text_bands
from aggregator.store import Candidate, Stories
from pipelines.refuse import context_of

SAME = ("same-url", "same-text")
LOOK_BACK = timedelta(days=7)
"""Reprints of news come within days; older look-alikes are another year's notice."""


class Deduplicate:
    """Adds `copy_of` with its rule and score."""

    def __init__(self, context: Context) -> None:
        self._stories = context.store.stories

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(context_of(crawler))

    def process_item(self, item: Story) -> Story:
        """Return the story, linked to its original where it is a copy."""
        return deduplicate(item, self._stories)


def deduplicate(story: Story, stories: Stories) -> Story:
    """Link a story to the stored one that it repeats, if any."""
    for rule, same in zip(SAME, stories.same(story.canonical_url, story.fingerprint), strict=True):
        if same and same.id != story.id:
            return _copy(story, same, rule, 1.0)
    candidates = stories.candidates(text_bands(story.text, story.language), story.fetched_at - LOOK_BACK)
    others = [candidate for candidate in candidates if candidate.id != story.id]
    scored = [(score, other) for other in others if (score := is_copy(story.text, other.text, story.language))]
    if not scored:
        return story
    score, original = max(scored, key=lambda pair: (pair[0], pair[1].id))
    return _copy(story, original, "near-copy", score)


def _copy(story: Story, original: Candidate, rule: str, score: float) -> Story:
    """Link to the root: a copy of a copy repeats the first."""
    return replace(story, copy_of=original.copy_of or original.id, copy_rule=rule, copy_score=score)
