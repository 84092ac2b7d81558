"""Decide whether two stories report one event in different words: what they share, and what vetoes it."""

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
"""Score from which two stories report one event."""
_NEXT_TO_NOTHING = 0.1
"""Score of the words alone below which two stories share almost nothing; .087 if they share no word."""
_PLAIN = 0.9
"""Score of the words alone from which only a veto can separate two long stories: all public pairs from .6 on report
one event."""
VETOED = 0.1
"""Maximum score of a vetoed pair."""
_COSINE, _COVER, _SHARED, _AMOUNT, _BIAS = 1.4, 2.9, 0.5, 0.5, -2.35
"""Weights of the logistic score: a regression on public pairs of headlines and leads, rounded; the bias is set
where precision equals recall."""
_BY_CHANCE = 0.1
"""The largest share of terms that unrelated stories have in common."""


@dataclass(frozen=True, slots=True)
class EventSimilarity:
    """How likely two stories report one event, with what speaks for it and against it."""

    score: float
    """0 to 1; one event from 0.5 on."""
    reasons: tuple[str, ...]
    vetoes: tuple[str, ...]
    """Facts that lowered the score of a similar pair."""
    likeness: float = 0.0
    """The score before vetoes."""
    joint: float = 0.0
    """The score by which stories are joined. For long stories it is at most the score of the words alone: the model saw
    few long pairs, and joining two events is worse than printing one event twice."""

    @property
    def same(self) -> bool:
        """Whether both stories join as one event."""
        return self.joint >= SAME_EVENT


class Bound(NamedTuple):
    """Upper bound on a pair's joint score, and whether the bound is exact."""

    value: float
    exact: bool


def same_event(a: StoryText, b: StoryText) -> EventSimilarity:
    """Return how likely two stories report one event; symmetric.

    Vetoes: more than 72 hours between them; periods, places, amounts or subjects that the headlines name and the
    other story does not.
    """
    return compare(profile(a), profile(b))


def compare(a: Profile, b: Profile) -> EventSimilarity:
    """Compare two profiles; see `same_event`."""
    if a.english and b.english:
        return _compare_english(a, b)
    if a.english or b.english:
        return EventSimilarity(0.0, ("other languages",), ())
    by_words = words_weight(a, b)
    found = weigh(a.chinese, b.chinese, by_words)
    likeness = _probability(found.log_odds)
    against = tuple(vetoes(a, b)) if likeness > VETOED else ()
    score = min(likeness, VETOED) if against else likeness
    joint = min(score, _probability(by_words)) if a.cut or b.cut else score
    if joint > VETOED and topics_differ(a, b, joint):
        joint, against = VETOED, ("topics",)
    return EventSimilarity(score, found.reasons, against, likeness, joint)


def joint_bound(a: Profile, b: Profile) -> Bound:
    """Return an upper bound on `compare(a, b).joint` without the model, which would have to read both stories.

    The bound replaces the score if the words share almost nothing (one in four hundred such public pairs reports one
    event), if something vetoes, and for long stories also if the words alone keep them apart or share as much as
    `_PLAIN` demands.
    """
    if a.english or b.english:
        return Bound(compare(a, b).joint, exact=True)
    by_words, cut = _probability(words_weight(a, b)), a.cut or b.cut
    if by_words < _NEXT_TO_NOTHING or (cut and by_words < SAME_EVENT):
        return Bound(by_words, exact=True)
    most = by_words if cut else 1.0
    if any(vetoes(a, b)) or topics_differ(a, b, most):
        return Bound(VETOED, exact=True)
    return Bound(most, exact=cut and by_words >= _PLAIN)


def same_event_score(a: Profile, b: Profile) -> float | None:
    """Return the score by which two profiles join as one event, or None if they do not; faster than `compare`."""
    bound = joint_bound(a, b)
    score = bound.value if bound.exact or bound.value < SAME_EVENT else compare(a, b).joint
    return score if score >= SAME_EVENT else None


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def words_weight(a: Profile, b: Profile) -> float:
    """Return the log-odds of one event by the words that two stories of any length share."""
    shared, chance = len(a.body & b.body), sqrt(len(a.body) * len(b.body))
    cosine = shared / chance if chance else 0.0
    cover = max(_cover(a.head, b.body), _cover(b.head, a.body))
    agreed = min(2, _agreed(a.amounts, b.amounts))
    over_chance = log1p(max(0.0, shared - _BY_CHANCE * chance))
    return _BIAS + _COSINE * cosine + _COVER * cover + _SHARED * over_chance + _AMOUNT * agreed


def _compare_english(a: Profile, b: Profile) -> EventSimilarity:
    assert a.english is not None
    assert b.english is not None
    found = cosine(a.english, b.english)
    likeness = min(1.0, found * SAME_EVENT / SAME_COSINE)
    against = (*apart(a, b), *english_vetoes(a.english, b.english)) if likeness > VETOED else ()
    score = min(likeness, VETOED) if against else likeness
    return EventSimilarity(score, (f"cosine {found:.2f}",), against, likeness, score)


def _cover(head: frozenset[str], body: frozenset[str]) -> float:
    """Return the share of a headline that the other story has; a headline of one term proves half."""
    return len(head & body) / max(2, len(head))


def _agreed(a: frozenset[Amount], b: frozenset[Amount]) -> int:
    """Return how many amounts of `a`, money or at least 10, agree with one of `b`."""
    return sum(any(amount.agrees(other) for other in b) for amount in a if amount.money or amount.value >= 10)
