"""Whether two stories tell of the same event in different words: what they share, and what vetoes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log1p, sqrt

from aggregator.models import Language
from aggregator.similarity.english import SAME_COSINE, EnglishStory, cosine
from aggregator.similarity.english import read as read_english
from aggregator.similarity.english import vetoes as english_vetoes
from aggregator.similarity.facts import Amount, amounts, periods, periods_differ, places, places_differ
from aggregator.similarity.roundups import is_round_up
from aggregator.similarity.terms import terms
from aggregator.text import sentences

SAME_EVENT = 0.5
"""Score from which two stories tell of one event."""
WINDOW = timedelta(hours=72)
"""Stories published further apart tell of different events, or of a later turn of one."""
VETOED = 0.1
"""The most that a vetoed pair scores."""

_HEAD = 80
"""Characters of a headline; a story without one is known by its first sentence."""
_LEAD = 600
"""Characters of the text that are compared: what happened stands first."""
_OPENING, _SUBJECT = 10, 4
"""Characters of a headline that tell whom it is about, in a headline of any form and in one of many alike."""
_ONE_FORM = 0.3
"""Share of their terms from which two headlines are of one form: the facts alone tell them apart."""
_TAG = re.compile(r"\A\s*(?:[【\[][^】\]]{0,20}[】\]]\s*)+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_COSINE, _COVER, _SHARED, _AMOUNT, _BIAS = 1.4, 2.9, 0.5, 0.5, -2.35
"""Weights of the logistic score: a regression on public pairs of headlines and leads, rounded; the bias is set
where precision and recall meet there."""
_BY_CHANCE = 0.1
"""Share of terms that unrelated stories have in common at most."""


@dataclass(frozen=True, slots=True)
class StoryText:
    """What is compared of a story."""

    title: str
    text: str
    published: datetime | None
    language: Language


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

    @property
    def same(self) -> bool:
        """Tell whether both tell of one event."""
        return self.score >= SAME_EVENT


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What a story states, read once for many comparisons."""

    head: frozenset[str]
    opening: frozenset[str]
    subject: frozenset[str]
    """Terms at the start of the headline: whom it is about, and the first of them."""
    body: frozenset[str]
    """Terms of headline and lead."""
    head_amounts: frozenset[Amount]
    amounts: frozenset[Amount]
    head_periods: frozenset[tuple[str, str]]
    periods: frozenset[tuple[str, str]]
    head_places: frozenset[str]
    places: frozenset[str]
    published: datetime | None
    round_up: bool
    """It tells of many events."""
    english: EnglishStory | None = None
    """An English story is compared by this."""


def profile(story: StoryText) -> Profile:
    """Read what is compared of a story."""
    if story.language == "en":
        return _english_profile(story)
    lead = story.text[:_LEAD]
    head = _TAG.sub("", story.title.strip() or next(iter(sentences(lead)), ""))[:_HEAD]
    whole = f"{head}\n{lead}"
    return Profile(
        head=terms(head),
        opening=terms(_start(head, _OPENING)),
        subject=terms(_start(head, _SUBJECT)),
        body=terms(whole),
        head_amounts=amounts(head),
        amounts=amounts(whole),
        head_periods=periods(head),
        periods=periods(whole),
        head_places=places(head),
        places=places(whole),
        published=story.published,
        round_up=is_round_up(story.title, story.text, story.language),
    )


def _english_profile(story: StoryText) -> Profile:
    read, none = read_english(story.title, story.text), frozenset[str]()
    return Profile(
        head=read.head,
        opening=none,
        subject=none,
        body=read.lead,
        head_amounts=frozenset(),
        amounts=read.amounts,
        head_periods=frozenset(),
        periods=read.periods,
        head_places=none,
        places=none,
        published=story.published,
        round_up=is_round_up(story.title, story.text, story.language),
        english=read,
    )


def _start(head: str, length: int) -> str:
    """Return the first characters of a headline; in English a word for every three of them."""
    if _HAN.search(head):
        return head[:length]
    return " ".join([word for word in head.split() if terms(word)][: length // 3])


def same_event(a: StoryText, b: StoryText) -> EventSimilarity:
    """Weigh whether two stories tell of one event; symmetric.

    What vetoes: more than 72 hours between them; periods, places, amounts or subjects that the headlines name and
    the other story does not.
    """
    return compare(profile(a), profile(b))


def compare(a: Profile, b: Profile) -> EventSimilarity:
    """Weigh two profiles; see `same_event`."""
    if a.english or b.english:
        return _weigh_english(a, b)
    shared, chance = len(a.body & b.body), sqrt(len(a.body) * len(b.body))
    cosine = shared / chance if chance else 0.0
    cover = max(_cover(a.head, b.body), _cover(b.head, a.body))
    agreed = min(2, _agreed(a.amounts, b.amounts))
    over_chance = log1p(max(0.0, shared - _BY_CHANCE * chance))
    weight = _BIAS + _COSINE * cosine + _COVER * cover + _SHARED * over_chance + _AMOUNT * agreed
    score = 1 / (1 + exp(-weight))
    vetoes = tuple(_vetoes(a, b)) if score > VETOED else ()
    reasons = (f"{shared} terms shared", f"headline {cover:.2f} in the other", f"{agreed} amounts agree")
    return EventSimilarity(min(score, VETOED) if vetoes else score, reasons, vetoes, score)


def _weigh_english(a: Profile, b: Profile) -> EventSimilarity:
    if not (a.english and b.english):
        return EventSimilarity(0.0, ("other languages",), ())
    alike = cosine(a.english.vector, b.english.vector)
    score = min(1.0, alike * SAME_EVENT / SAME_COSINE)
    vetoes = (*_apart(a, b), *english_vetoes(a.english, b.english)) if score > VETOED else ()
    return EventSimilarity(min(score, VETOED) if vetoes else score, (f"cosine {alike:.2f}",), vetoes, score)


def _apart(a: Profile, b: Profile) -> Iterator[str]:
    """Yield what keeps two stories apart whatever they say."""
    if a.round_up or b.round_up:
        yield "round-up"
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        yield "days apart"


def _cover(head: frozenset[str], body: frozenset[str]) -> float:
    """Return the share of a headline that the other story has; a headline of one term proves half."""
    return len(head & body) / max(2, len(head))


def _agreed(a: frozenset[Amount], b: frozenset[Amount]) -> int:
    return sum(any(one.agrees(other) for other in b) for one in a if one.money or one.value >= 10)


def _vetoes(a: Profile, b: Profile) -> Iterator[str]:
    yield from _apart(a, b)
    if periods_differ(a.head_periods, b.periods) and periods_differ(b.head_periods, a.periods):
        yield "periods"
    if places_differ(a.head_places, b.places) and places_differ(b.head_places, a.places):
        yield "places"
    if _amounts_differ(a.head_amounts, b.amounts) and _amounts_differ(b.head_amounts, a.amounts):
        yield "amounts"
    elif _one_form(a, b) and _amounts_differ(_money(a), _money(b)):
        yield "money"
    if _strangers(a.opening, b, b.opening, a) or (_told(a, b) and _strangers(a.subject, b, b.subject, a)):
        yield "subjects"


def _told(a: Profile, b: Profile) -> bool:
    """Tell whether headlines of one form stand over texts that would name the subject again."""
    return _one_form(a, b) and len(a.body) > len(a.head) and len(b.body) > len(b.head)


def _strangers(a: frozenset[str], b_story: Profile, b: frozenset[str], a_story: Profile) -> bool:
    """Tell whether each story lacks every term that the other's headline starts with."""
    return bool(a and b) and a.isdisjoint(b_story.body) and b.isdisjoint(a_story.body)


def _amounts_differ(a: frozenset[Amount], b: frozenset[Amount]) -> bool:
    """Tell whether both state amounts in some unit and agree on none of them."""
    units = {amount.unit for amount in a} & {amount.unit for amount in b}
    comparable = [amount for amount in a if amount.unit in units]
    return bool(comparable) and not any(one.agrees(other) for one in comparable for other in b)


def _one_form(a: Profile, b: Profile) -> bool:
    """Tell whether two headlines are so alike that only the facts tell the stories apart."""
    return len(a.head & b.head) >= _ONE_FORM * len(a.head | b.head)


def _money(story: Profile) -> frozenset[Amount]:
    return frozenset(amount for amount in story.amounts if amount.money)
