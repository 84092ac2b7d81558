"""How alike two texts are: whether one is a copy of the other, whether both tell of the same event."""

from aggregator.similarity.copies import LOOK_BACK, is_copy
from aggregator.similarity.events import (
    SAME_EVENT,
    EventSimilarity,
    Limit,
    compare,
    joint_limit,
    same_event,
    told_as_one,
)
from aggregator.similarity.profiles import Profile, Profiles, StoryText, profile
from aggregator.similarity.roundups import is_round_up
from aggregator.similarity.shingles import band_keys, containment, shingles, text_bands
from aggregator.similarity.updates import new_facts
from aggregator.similarity.vetoes import WINDOW

__all__ = [
    "LOOK_BACK",
    "SAME_EVENT",
    "WINDOW",
    "EventSimilarity",
    "Limit",
    "Profile",
    "Profiles",
    "StoryText",
    "band_keys",
    "compare",
    "containment",
    "is_copy",
    "is_round_up",
    "joint_limit",
    "new_facts",
    "profile",
    "same_event",
    "shingles",
    "text_bands",
    "told_as_one",
]
