"""How alike two texts are: whether one is a copy of the other, whether both tell of the same event."""

from aggregator.similarity.copies import LOOK_BACK, is_copy
from aggregator.similarity.events import SAME_EVENT, EventSimilarity, compare, joint, same_event
from aggregator.similarity.profiles import Profile, StoryText, profile
from aggregator.similarity.shingles import band_keys, containment, shingles, text_bands
from aggregator.similarity.vetoes import WINDOW

__all__ = [
    "LOOK_BACK",
    "SAME_EVENT",
    "WINDOW",
    "EventSimilarity",
    "Profile",
    "StoryText",
    "band_keys",
    "compare",
    "containment",
    "is_copy",
    "joint",
    "profile",
    "same_event",
    "shingles",
    "text_bands",
]
