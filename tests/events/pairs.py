"""Compare two stories given as (title, text)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.events.likeness import EventSimilarity, StoryText, same_event
from aggregator.models import Language

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

Text = tuple[str, str]


def similarity(first: Text, second: Text, hours: float = 2, language: Language = "zh") -> EventSimilarity:
    """Return how likely both report one event, in either order; the second is published `hours` later."""
    a = StoryText(*first, MORNING, language)
    b = StoryText(*second, MORNING + timedelta(hours=hours), language)
    assert same_event(a, b).score == same_event(b, a).score
    return same_event(a, b)
