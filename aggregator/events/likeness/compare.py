"""Whether two stories tell of the same event in different words: what they share, and what vetoes it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p, sqrt
from typing import NamedTuple

from aggregator.events.likeness.chinese import weigh
from aggregator.events.likeness.english import SAME_COSINE, cosine
from aggregator.events.likeness.english import vetoes as english_vetoes
from aggregator.events.likeness.profiles import Profile, StoryText, profile
from aggregator.events.likeness.vetoes import apart, topics_differ, vetoes
from aggregator.text.facts import Amount

SAME_EVENT = 0.5
"""Score from which two stories tell of one event."""
_NEXT_TO_NOTHING = 0.1
"""Score by the words alone below which two stories share next to nothing; it is .087 where they share no word."""
_PLAIN = 0.9
"""Score by the words alone from which two long stories share so much that only a veto can part them: from .6 on all
of the public pairs tell of one event."""
VETOED = 0.1
"""The most that a vetoed pair scores."""
_COSINE, _COVER, _SHARED, _AMOUNT, _BIAS = 1.4, 2.9, 0.5, 0.5, -2.35
"""Weights of the logistic score: a regression on public pairs of headlines and leads, rounded; the bias is set
where precision and recall meet there."""
_BY_CHANCE = 0.1
"""Share of terms that unrelated stories have in common at most."""


@dataclass(frozen=True, slots=True)
class EventSimilarity:
    """How likely two stories tell of one event, with what speaks for it and what against."""

    score: float
    """0 to 1; from 0.5 on they do."""
    reasons: tuple[str, ...]
    vetoes: tuple[str, ...]
    """What keeps the score of a pair down that shares enough."""
    likeness: float = 0.0
    """The score before any veto."""
    joint: float = 0.0
    """The score by which stories are joined: no more than the words alone say of long stories, since to join two events
    is worse than to tell one in two entries; the model learned to tell long stories from a few pairs only."""

    @property
    def same(self) -> bool:
        """Tell whether both are told as one event."""
        return self.joint >= SAME_EVENT


class Bound(NamedTuple):
    """What the score by which two stories are joined can be at most, and whether that is the score."""

    most: float
    exact: bool


def same_event(a: StoryText, b: StoryText) -> EventSimilarity:
    """Weigh whether two stories tell of one event; symmetric.

    What vetoes: more than 72 hours between them; periods, places, amounts or subjects that the headlines name and
    the other story does not.
    """
    return compare(profile(a), profile(b))


def compare(a: Profile, b: Profile) -> EventSimilarity:
    """Weigh two profiles; see `same_event`."""
    if a.english and b.english:
        return _weigh_english(a, b)
    if a.english or b.english:
        return EventSimilarity(0.0, ("other languages",), ())
    by_words = words_weight(a, b)
    found = weigh(a.chinese, b.chinese, by_words)
    likeness = _chance(found.log_odds)
    against = tuple(vetoes(a, b)) if likeness > VETOED else ()
    score = min(likeness, VETOED) if against else likeness
    joint = min(score, _chance(by_words)) if a.cut or b.cut else score
    if joint > VETOED and topics_differ(a, b):
        joint, against = VETOED, ("topics",)
    return EventSimilarity(score, found.reasons, against, likeness, joint)


def joint_bound(a: Profile, b: Profile) -> Bound:
    """Return the most that `compare(a, b).joint` can be, without asking the model, for it reads both stories anew.

    It need not be asked where the words share next to nothing, or something vetoes; nor of long stories where the words
    alone keep them apart, or share so much that it has nothing to add: of public pairs with so few words in common one
    in four hundred tells of one event, and all do of those that have as many as `_PLAIN` demands. There the limit
    stands for the score.
    """
    if a.english or b.english:
        return Bound(compare(a, b).joint, exact=True)
    by_words, cut = _chance(words_weight(a, b)), a.cut or b.cut
    if by_words < _NEXT_TO_NOTHING or (cut and by_words < SAME_EVENT):
        return Bound(by_words, exact=True)
    if any(vetoes(a, b)) or topics_differ(a, b):
        return Bound(VETOED, exact=True)
    return Bound(by_words if cut else 1.0, exact=cut and by_words >= _PLAIN)


def same_event_score(a: Profile, b: Profile) -> float | None:
    """Return the score by which two are told as one event, or None where they are not; quicker than `compare`."""
    limit = joint_bound(a, b)
    score = limit.most if limit.exact or limit.most < SAME_EVENT else compare(a, b).joint
    return score if score >= SAME_EVENT else None


def _chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def words_weight(a: Profile, b: Profile) -> float:
    """Return the log-odds of one event by the words that two stories share, whatever their length."""
    shared, chance = len(a.body & b.body), sqrt(len(a.body) * len(b.body))
    cosine = shared / chance if chance else 0.0
    cover = max(_cover(a.head, b.body), _cover(b.head, a.body))
    agreed = min(2, _agreed(a.amounts, b.amounts))
    over_chance = log1p(max(0.0, shared - _BY_CHANCE * chance))
    return _BIAS + _COSINE * cosine + _COVER * cover + _SHARED * over_chance + _AMOUNT * agreed


def _weigh_english(a: Profile, b: Profile) -> EventSimilarity:
    assert a.english is not None
    assert b.english is not None
    alike = cosine(a.english.vector, b.english.vector)
    likeness = min(1.0, alike * SAME_EVENT / SAME_COSINE)
    against = (*apart(a, b), *english_vetoes(a.english, b.english)) if likeness > VETOED else ()
    score = min(likeness, VETOED) if against else likeness
    return EventSimilarity(score, (f"cosine {alike:.2f}",), against, likeness, score)


def _cover(head: frozenset[str], body: frozenset[str]) -> float:
    """Return the share of a headline that the other story has; a headline of one term proves half."""
    return len(head & body) / max(2, len(head))


def _agreed(a: frozenset[Amount], b: frozenset[Amount]) -> int:
    return sum(any(one.agrees(other) for other in b) for one in a if one.money or one.value >= 10)
