"""Deduplicate: link a copy to its original; copies are never deleted.

Same canonical address, then same text, then near copy: candidates share a MinHash band, containment decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler

from aggregator.copies import LOOK_BACK, is_copy, text_bands
from aggregator.crawl.context import Context, context_of_crawler
from aggregator.models import Precision, Repeat, Story
from aggregator.store import Candidate, Stories
from aggregator.text import letters
from aggregator.urls import story_id

SAME_URL, SAME_TEXT, NEAR_COPY = "same-url", "same-text", "near-copy"
MIN_LETTERS = 30
"""Shorter equal texts are placeholders for a story, unless their titles are equal, too."""
MIN_LEAD = timedelta(minutes=2)
"""Outlets' clocks differ by a minute; a reprint follows by more."""


class Deduplicate:
    """Adds `copy_of` with its rule and score, or `copied_by`."""

    def __init__(self, context: Context) -> None:
        self._stories = context.store.stories
        self._shared = context.shared

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(context_of_crawler(crawler))

    def process_item(self, item: Story) -> Story:
        """Return the story, linked to its original if it is a copy.

        Where other processes store stories as well, it is compared with theirs when it is stored.
        """
        return item if self._shared else deduplicate(item, self._stories)


def deduplicate(story: Story, stories: Stories) -> Story:
    """Link a story to a stored one with the same text, if any: the copy to the original."""
    repeat = _same(story, stories) or _near_copy(story, stories)
    return _linked(story, repeat, stories) if repeat else story


def _same(story: Story, stories: Stories) -> Repeat | None:
    by_url, by_text = stories.same(story.canonical_url, story.fingerprint)
    if by_url and by_url.id != story.id:
        return Repeat(by_url.copy_of or by_url.id, SAME_URL, 1.0)
    if by_text and by_text.id != story.id and _is_sure(story, by_text):
        return Repeat(by_text.copy_of or by_text.id, SAME_TEXT, 1.0)
    return None


def _is_sure(story: Story, other: Candidate) -> bool:
    """Return whether the equal texts of two stories are long enough, or their titles are equal, too."""
    return len(letters(story.text)) >= MIN_LETTERS or letters(story.title) == letters(other.title)


def _near_copy(story: Story, stories: Stories) -> Repeat | None:
    bands = text_bands(story.text, story.language)
    candidates = stories.candidates(bands, story.fetched_at - LOOK_BACK, story.fetched_at)
    others = [candidate for candidate in candidates if candidate.id != story.id]
    scored = [(score, other) for other in others if (score := is_copy(story.text, other.text, story.language))]
    if not scored:
        return None
    score, found = max(scored, key=lambda pair: (pair[0], pair[1].id))
    return Repeat(found.copy_of or found.id, NEAR_COPY, score)


def _linked(story: Story, repeat: Repeat, stories: Stories) -> Story:
    """Link a story to the original, never to a copy of it, or the original so far to the story."""
    if repeat.story == story.id:
        return story
    original = stories.get(repeat.story)
    if original is not None and _precedes(story, original):
        return replace(story, copied_by=repeat)
    return replace(story, copy_of=repeat.story, copy_rule=repeat.rule, copy_score=repeat.score)


def _precedes(story: Story, stored: Story) -> bool:
    """Return whether a story is the original of one that was stored before it.

    The page that the other names as canonical is the original; else the one published clearly earlier, if both state
    the minute; else the one stored first.
    """
    if story_id(story.canonical_url) == stored.id:
        return False
    if story_id(stored.canonical_url) == story.id:
        return True
    if not (story.published and stored.published):
        return False
    exact = story.published_precision is stored.published_precision is Precision.MINUTE
    return exact and story.published + MIN_LEAD <= stored.published
