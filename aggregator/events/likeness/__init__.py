"""How alike two stories are: whether both report one event, and what the later one adds."""

from aggregator.events.likeness.compare import (
    SAME_EVENT,
    Bound,
    EventSimilarity,
    compare,
    joint_bound,
    same_event,
    same_event_score,
)
from aggregator.events.likeness.profiles import Profile, Profiles, StoryText, profile
from aggregator.events.likeness.roundups import is_round_up
from aggregator.events.likeness.updates import new_facts
from aggregator.events.likeness.vetoes import WINDOW, contradictions, one_report, other_words, strangers, topics_differ
from aggregator.events.likeness.weights import UNKNOWN_SQUARE, squared_rarities

__all__ = [
    "SAME_EVENT",
    "UNKNOWN_SQUARE",
    "WINDOW",
    "Bound",
    "EventSimilarity",
    "Profile",
    "Profiles",
    "StoryText",
    "compare",
    "contradictions",
    "is_round_up",
    "joint_bound",
    "new_facts",
    "one_report",
    "other_words",
    "profile",
    "same_event",
    "same_event_score",
    "squared_rarities",
    "strangers",
    "topics_differ",
]
