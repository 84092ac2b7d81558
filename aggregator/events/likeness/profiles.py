"""Profiles: the facts of a story, read once for many comparisons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from sys import intern

from aggregator.events.likeness.english import EnglishStory
from aggregator.events.likeness.english import read as read_english
from aggregator.events.likeness.reading import COMPARED, Reading, is_cut, read
from aggregator.events.likeness.refrains import Refrains, refrains, without_refrains
from aggregator.events.likeness.roundups import is_round_up
from aggregator.events.likeness.terms import ordered_terms, terms
from aggregator.events.likeness.weights import table
from aggregator.models import Language, Story
from aggregator.text.facts import Amount, amounts, calendar_days, numbers, parts, periods, places, plain, undated
from aggregator.text.sentences import sentences
from aggregator.text.words import either, family

_MAX_HEAD = 80
"""Characters of a headline; the first sentence replaces a missing one."""
_MAX_LEAD = 600
"""Characters of the text that are compared: news comes first."""
_OPENING, _SUBJECT = 10, 4
"""Characters of a headline that name its subject, in any headline and in one of many of the same form."""
_TAG = re.compile(r"\A\s*(?:[【\[][^】\]]{0,20}[】\]]\s*|[^|｜丨\s，：:]{1,6}\s?[|｜丨]\s*)+")
_PLACE = re.compile(rf"\A(?:{either(family('places.place').groups)})(?=[\u4e00-\u9fff]{{2}})")
_CLAUSE_END = re.compile(r"[，；：、！？|｜丨]|[,;:!?](?!\d)|(?<![A-Za-z\d])\s|\s(?![A-Za-z\d])")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class StoryText:
    """The parts of a story that are compared."""

    title: str
    text: str
    published: datetime | None
    language: Language

    @classmethod
    def of(cls, story: Story) -> StoryText:
        """Return the compared parts of a stored story."""
        return cls(story.title, story.text, story.published, story.language)


@dataclass(frozen=True, eq=False)
class Profile:
    """The facts of a story; each kind is read once, on first use.

    Only `head`, `body`, `english`, `published` and `round_up` hold for English stories.
    """

    story: StoryText
    headline: str
    """The headline, or the first sentence."""
    lead: str
    """The start of the text, folded."""
    head: frozenset[str]
    """Terms of the headline."""
    terms: tuple[str, ...]
    """Terms of headline and lead, each once."""
    english: EnglishStory | None = None
    """Set for an English story, which is compared by this."""
    whole: StoryText | None = None
    """The story with its refrains, where it was read without them."""

    @property
    def body(self) -> frozenset[str]:
        """Terms of headline and lead, as a set."""
        return _body(self)

    @property
    def published(self) -> datetime | None:
        """Publication time of the story."""
        return self.story.published

    @cached_property
    def head_clauses(self) -> tuple[frozenset[str], ...]:
        """Terms of each clause of the headline."""
        return tuple(map(terms, _CLAUSE_END.split(self.headline)))

    @cached_property
    def opening(self) -> frozenset[str]:
        """Terms at the start of the headline: its subject."""
        return terms(_start(self.headline, _OPENING))

    @cached_property
    def subject(self) -> tuple[str, ...]:
        """The first terms of the opening in their order, without a country or province before them."""
        named = _PLACE.sub("", self.headline) if _HAN.search(self.headline) else self.headline
        return tuple(ordered_terms(_start(named, _SUBJECT)))

    @cached_property
    def latin(self) -> frozenset[str]:
        """Words of headline and lead in Latin letters."""
        return frozenset(term for term in self.terms if term.isascii() and term.isalpha())

    @cached_property
    def head_latin(self) -> frozenset[str]:
        """Names in Latin letters of the headline."""
        return frozenset(term for term in self.head if term.isascii() and term.isalpha() and len(term) > 2)

    @cached_property
    def head_amounts(self) -> frozenset[Amount]:
        """Amounts of the headline."""
        return amounts(self.headline)

    @cached_property
    def amounts(self) -> frozenset[Amount]:
        """Amounts of headline and lead."""
        return self.head_amounts | amounts(self.lead)

    @cached_property
    def head_days(self) -> frozenset[str]:
        """Days of the month in the headline."""
        return calendar_days(self.headline)

    @cached_property
    def head_parts(self) -> frozenset[tuple[str, str]]:
        """Parts of a series in the headline."""
        return parts(self.headline)

    @cached_property
    def figures(self) -> frozenset[str]:
        """Numbers of headline and lead, without dates."""
        return numbers(undated(f"{self.headline}\n{self.lead}"))

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

    @property
    def shortened(self) -> bool:
        """Whether the story has refrains."""
        return self.whole is not None and self.whole.text != self.story.text

    @cached_property
    def round_up(self) -> bool:
        """Whether the story covers many events."""
        story = self.whole or self.story
        return is_round_up(story.title, story.text, story.language)

    @cached_property
    def cut(self) -> bool:
        """Whether the story is longer than what the Chinese model compares."""
        return is_cut(self.story.title, self.story.text)

    @cached_property
    def chinese(self) -> Reading:
        """The part of the story that the Chinese model compares."""
        return read(self.story.title[:COMPARED], self.story.text[: 2 * COMPARED], table())


@lru_cache(maxsize=256)
def _body(story: Profile) -> frozenset[str]:
    """Return the terms of a story as a set: four times as large, so only those compared last are kept."""
    return frozenset(story.terms)


class Profiles:
    """A cache of profiles by story id, read without the refrains of the stories at hand."""

    def __init__(self) -> None:
        self._known: dict[str, Profile] = {}
        self._refrains: Refrains = {}

    def learn(self, stories: Sequence[Story]) -> None:
        """Find the refrains of these stories."""
        found = refrains(stories)
        if found != self._refrains:
            self._known, self._refrains = {}, found

    def forget(self) -> None:
        """Free the memory of the profiles: once it is known what joined each story, nothing reads them."""
        self._known = {}

    def of(self, story: Story) -> Profile:
        """Return the profile of a story."""
        if story.id not in self._known:
            self._known[story.id] = self._read(story)
        return self._known[story.id]

    def _read(self, story: Story) -> Profile:
        whole = StoryText.of(story)
        if story.id not in self._refrains:
            return profile(whole)
        text = without_refrains(story.text, self._refrains[story.id])
        return replace(profile(replace(whole, text=text)), whole=whole)


def profile(story: StoryText) -> Profile:
    """Return the profile of a story."""
    if story.language == "en":
        english = read_english(story.title, story.text)
        return Profile(story, "", "", english.head, english.lead, english)
    lead = story.text[:_MAX_LEAD]
    headline = _TAG.sub("", story.title.strip() or next(iter(sentences(lead)), ""))[:_MAX_HEAD]
    head, folded = terms(headline), plain(lead)
    return Profile(story, headline, folded, head, tuple(map(intern, {*head, *ordered_terms(folded)})))


def _start(headline: str, length: int) -> str:
    """Return the first characters of a headline, to the end of a word in Latin letters.

    Without Chinese characters, return one word for every three of them.
    """
    if _HAN.search(headline):
        return headline[: _word_end(headline, length)]
    return " ".join([word for word in headline.split() if terms(word)][: length // 3])


def _word_end(headline: str, at: int) -> int:
    """Return the end of the word in Latin letters that has the character before a position, or that position."""
    while 0 < at < len(headline) and headline[at - 1 : at + 1].isascii() and headline[at - 1 : at + 1].isalnum():
        at += 1
    return at
