"""What a story states, read once for many comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from aggregator.events.likeness.english import EnglishStory
from aggregator.events.likeness.english import read as read_english
from aggregator.events.likeness.reading import COMPARED, Reading, is_cut, read
from aggregator.events.likeness.roundups import is_round_up
from aggregator.events.likeness.terms import terms
from aggregator.events.likeness.weights import table
from aggregator.models import Language, Story
from aggregator.text import sentences
from aggregator.text.facts import Amount, amounts, periods, places, plain

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
    """What a story states, for many comparisons: each kind of fact is read when it is first asked for, and once."""

    story: StoryText
    headline: str
    """Of a Chinese story, or its first sentence; what follows is read of Chinese stories alone, but for `round_up`."""
    lead: str
    """The start of the text, folded."""
    head: frozenset[str]
    """Terms of the headline."""
    body: frozenset[str]
    """Terms of headline and lead."""
    english: EnglishStory | None = None
    """An English story is compared by this."""

    @property
    def published(self) -> datetime | None:
        """When the story was published."""
        return self.story.published

    @cached_property
    def opening(self) -> frozenset[str]:
        """Terms at the start of the headline: whom it is about."""
        return terms(_start(self.headline, _OPENING))

    @cached_property
    def subject(self) -> frozenset[str]:
        """The first of these terms."""
        return terms(_start(self.headline, _SUBJECT))

    @cached_property
    def head_amounts(self) -> frozenset[Amount]:
        """Amounts of the headline."""
        return amounts(self.headline)

    @cached_property
    def amounts(self) -> frozenset[Amount]:
        """Amounts of headline and lead."""
        return self.head_amounts | amounts(self.lead)

    @cached_property
    def head_periods(self) -> frozenset[tuple[str, str]]:
        """Periods that the headline reports on."""
        return periods(self.headline)

    @cached_property
    def periods(self) -> frozenset[tuple[str, str]]:
        """Periods that headline and lead report on."""
        return self.head_periods | periods(self.lead)

    @cached_property
    def head_places(self) -> frozenset[str]:
        """Places of the headline."""
        return places(self.headline)

    @cached_property
    def places(self) -> frozenset[str]:
        """Places of headline and lead."""
        return self.head_places | places(self.lead)

    @cached_property
    def round_up(self) -> bool:
        """Whether it tells of many events."""
        return is_round_up(self.story.title, self.story.text, self.story.language)

    @cached_property
    def cut(self) -> bool:
        """Whether there is more of a story than what the model of Chinese events compares."""
        return is_cut(self.story.title, self.story.text)

    @cached_property
    def chinese(self) -> Reading:
        """What the model compares of a Chinese story."""
        return read(self.story.title[:COMPARED], self.story.text[: 2 * COMPARED], table())


class Profiles:
    """The profiles of stories, each read once however often it is asked for; for as long as this object is kept."""

    def __init__(self) -> None:
        self._known: dict[str, Profile] = {}

    def of(self, story: Story) -> Profile:
        """Return the profile of a story, by its id."""
        if story.id not in self._known:
            self._known[story.id] = profile(StoryText.of(story))
        return self._known[story.id]


def profile(story: StoryText) -> Profile:
    """Read what is compared of a story."""
    if story.language == "en":
        english = read_english(story.title, story.text)
        return Profile(story, "", "", english.head, english.lead, english)
    lead = story.text[:_LEAD]
    headline = _TAG.sub("", story.title.strip() or next(iter(sentences(lead)), ""))[:_HEAD]
    head, folded = terms(headline), plain(lead)
    return Profile(story, headline, folded, head, head | terms(folded))


def _start(head: str, length: int) -> str:
    """Return the first characters of a headline; in English a word for every three of them."""
    if _HAN.search(head):
        return head[:length]
    return " ".join([word for word in head.split() if terms(word)][: length // 3])
