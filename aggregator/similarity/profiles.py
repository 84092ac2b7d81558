"""What a story states, read once for many comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from aggregator.models import Language, Story
from aggregator.similarity.english import EnglishStory
from aggregator.similarity.english import read as read_english
from aggregator.similarity.facts import Amount, amounts, periods, places
from aggregator.similarity.reading import COMPARED, Reading, is_cut, read
from aggregator.similarity.roundups import is_round_up
from aggregator.similarity.terms import terms
from aggregator.similarity.weights import table
from aggregator.text import sentences

_HEAD = 80
"""Characters of a headline; a story without one is known by its first sentence."""
_LEAD = 600
"""Characters of the text that are compared: what happened stands first."""
_OPENING, _SUBJECT = 10, 4
"""Characters of a headline that tell whom it is about, in a headline of any form and in one of many alike."""
_TAG = re.compile(r"\A\s*(?:[【\[][^】\]]{0,20}[】\]]\s*)+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class StoryText:
    """What is compared of a story."""

    title: str
    text: str
    published: datetime | None
    language: Language

    @classmethod
    def of(cls, story: Story) -> StoryText:
        """Return what is compared of a stored story."""
        return cls(story.title, story.text, story.published, story.language)


@dataclass(frozen=True, eq=False)
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
    start: tuple[str, str] | None = None
    """Headline and first words of a Chinese story."""
    cut: bool = False
    """There is more of a Chinese story than its start."""

    @cached_property
    def chinese(self) -> Reading | None:
        """What the model compares of a Chinese story, read when it is first asked for: most pairs need no model."""
        return read(*self.start, table()) if self.start else None


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
        start=(story.title[:COMPARED], story.text[: 2 * COMPARED]),
        cut=is_cut(story.title, story.text),
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
