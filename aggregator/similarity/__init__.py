"""How alike two texts are: whether one is a copy of the other, whether both tell of the same event."""

from aggregator.similarity.copies import is_copy
from aggregator.similarity.events import (
    SAME_EVENT,
    WINDOW,
    EventSimilarity,
    Profile,
    StoryText,
    compare,
    profile,
    same_event,
)
from aggregator.similarity.roundups import is_round_up
from aggregator.similarity.shingles import band_keys, containment, shingles, text_bands
from aggregator.similarity.updates import new_facts

__all__ = [
    "SAME_EVENT",
    "WINDOW",
    "EventSimilarity",
    "Profile",
    "StoryText",
    "band_keys",
    "compare",
    "containment",
    "is_copy",
    "is_round_up",
    "new_facts",
    "profile",
    "same_event",
    "shingles",
    "text_bands",
]
