"""Whether two stories tell of the same event in different words: what they share, and what vetoes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log1p, sqrt

from aggregator.models import Language
from aggregator.similarity.chinese import weigh
from aggregator.similarity.facts import Amount, amounts, periods, periods_differ, places, places_differ
from aggregator.similarity.reading import Reading, read
from aggregator.similarity.terms import terms
from aggregator.similarity.weights import table
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
_ROUND_UP = re.compile(
    r"早报|晚报|早知道|早参|要闻(?:汇总|速览|精选)|一周(?:要闻|回顾|热点|新闻)|盘点|新闻(?:汇总|速览|联播)|[点丨|].{0,8}氪"
)
"""Headlines over many events."""
_ROUND_UP_LENGTH = 300
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
    chinese: Reading | None
    """What the model of Chinese stories compares; None of a story in another language."""


def profile(story: StoryText) -> Profile:
    """Read what is compared of a story."""
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
        round_up=len(story.text) > _ROUND_UP_LENGTH and bool(_ROUND_UP.search(story.title)),
        chinese=read(story.title, story.text, table()) if story.language == "zh" else None,
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
    weight, reasons = _by_words(a, b)
    if a.chinese and b.chinese:
        weight, reasons = weigh(a.chinese, b.chinese, weight)
    score = 1 / (1 + exp(-weight))
    against = tuple(vetoes(a, b)) if score > VETOED else ()
    return EventSimilarity(min(score, VETOED) if against else score, reasons, against)


def words_weight(a: Profile, b: Profile) -> float:
    """Return the log-odds by the words that two stories share, in any language."""
    return _by_words(a, b)[0]


def _by_words(a: Profile, b: Profile) -> tuple[float, tuple[str, ...]]:
    shared, chance = len(a.body & b.body), sqrt(len(a.body) * len(b.body))
    cosine = shared / chance if chance else 0.0
    cover = max(_cover(a.head, b.body), _cover(b.head, a.body))
    agreed = min(2, _agreed(a.amounts, b.amounts))
    over_chance = log1p(max(0.0, shared - _BY_CHANCE * chance))
    weight = _BIAS + _COSINE * cosine + _COVER * cover + _SHARED * over_chance + _AMOUNT * agreed
    return weight, (f"{shared} terms shared", f"headline {cover:.2f} in the other", f"{agreed} amounts agree")


def _cover(head: frozenset[str], body: frozenset[str]) -> float:
    """Return the share of a headline that the other story has; a headline of one term proves half."""
    return len(head & body) / max(2, len(head))


def _agreed(a: frozenset[Amount], b: frozenset[Amount]) -> int:
    return sum(any(one.agrees(other) for other in b) for one in a if one.money or one.value >= 10)


def vetoes(a: Profile, b: Profile) -> Iterator[str]:
    """Yield what tells two stories apart however much they share; see `same_event`."""
    if a.round_up or b.round_up:
        yield "round-up"
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        yield "days apart"
    if periods_differ(a.head_periods, b.periods) and periods_differ(b.head_periods, a.periods):
        yield "periods"
    if places_differ(a.head_places, b.places) and places_differ(b.head_places, a.places):
        yield "places"
    if _amounts_differ(a.head_amounts, b.amounts) and _amounts_differ(b.head_amounts, a.amounts):
        yield "amounts"
    elif _one_form(a, b) and _amounts_differ(_money(a), _money(b)):
        yield "money"
    if _subjects_differ(a, b):
        yield "subjects"


def _subjects_differ(a: Profile, b: Profile) -> bool:
    """Tell whether two stories are about two subjects.

    A short Chinese story need not name again whom its headline is about, and may open with a dateline: there only
    what is told in one form with other amounts is vetoed.
    """
    by_form = _told(a, b) and _strangers(a.subject, b, b.subject, a)
    if a.chinese and b.chinese and not (a.chinese.cut or b.chinese.cut):
        return by_form and _amounts_differ(a.amounts, b.amounts)
    return by_form or _strangers(a.opening, b, b.opening, a)


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
