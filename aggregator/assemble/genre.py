"""Leave out advertisements, round-ups, stories outside the field, and what is marked as a test, old or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.events.likeness.roundups import round_up_evidence
from aggregator.models import Omission, Story
from aggregator.style import words
from aggregator.text.marks import marks

_STAGE = "genre"


def is_registry_notice(story: Story) -> bool:
    """Return whether a story passes on an entry of a company register or a court register."""
    return len(_different(words.REGISTRY, f"{story.title}\n{story.text}")) >= words.MIN_REGISTRY


def only_stories(stories: Sequence[Story]) -> tuple[list[Story], list[Omission]]:
    """Return the news stories in their order, and the omissions with the words that gave them away."""
    reasons = [_objection(story) for story in stories]
    kept = [story for story, reason in zip(stories, reasons, strict=True) if reason is None]
    return kept, [Omission(story.id, _STAGE, reason) for story, reason in zip(stories, reasons, strict=True) if reason]


def _objection(story: Story) -> str | None:
    if mark := unprintable(story):
        return mark
    if calls := advertisement(story):
        return f"advertisement: {calls}"
    if form := outside(story.title):
        return f"off the field: {form}"
    evidence = round_up_evidence(story.title, story.text, story.language)
    return f"round-up of many events: {evidence}" if evidence else None


def unprintable(story: Story) -> str | None:
    """Return what the outlet itself says against printing a story, or None."""
    found = marks(story.title, story.text)
    reasons = {"withdrawal notice": found.withdrawn, "test": found.test, "marked as an old story": found.old}
    return next((reason for reason, holds in reasons.items() if holds), None)


def advertisement(story: Story) -> str | None:
    """Return the words by which a story is an advertisement, or None."""
    if match := words.AD_IN_TITLE.search(story.title):
        return match.group()
    offers = _different(words.AD_IN_TEXT, story.text)
    praise = _different(words.PRAISE, f"{story.title}\n{story.text}")
    if len(offers) >= words.MIN_AD_IN_TEXT:
        return ", ".join(offers)
    return ", ".join(praise) if len(praise) >= words.MIN_PRAISE else None


def _different(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted({match.group() for match in pattern.finditer(text)})


def outside(title: str) -> str | None:
    """Return the kind and the words by which a title is of a market report, a call or the like, or None."""
    found = ((kind, pattern.search(title)) for kind, pattern in words.OUTSIDE.items())
    return next((f"{kind}: {match.group()}" for kind, match in found if match), None)
