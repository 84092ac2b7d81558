"""Updates: facts of a later story on an event that the earlier stories do not have.

Rewording is not news: a rounded amount, a place inside a known one, or another word for the same deed counts as known.
Numbers that are spelled out and names that are shortened may still count as new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.events.likeness.profiles import StoryText
from aggregator.events.likeness.stages import stages
from aggregator.models import Language
from aggregator.text.facts import (
    Amount,
    Vocabulary,
    amounts,
    amounts_in_order,
    numbers,
    places,
    places_differ,
    places_in_order,
    plain,
    undated,
)
from aggregator.text.figures.numerals import SMALL, chinese_numeral
from aggregator.text.words import family

MAX_CHARACTERS = 6000
"""Read of a story."""
_MIN_COUNT = 10
"""Smaller numbers count only for people, money and shares: `two of them` is a manner of speaking."""
_PEOPLE, _THINGS = (frozenset(family("updates.counted").groups[group]) for group in ("people", "things"))

_HAN = r"[\u4e00-\u9fff]"
_SURNAME, _AUTHORITIES = family("names.surname"), family("names.authority").groups
_PERSON = re.compile(
    rf"(?!周[一二三四五六日末])((?:{_SURNAME.alternation}){_HAN}{{1,2}}?)(?={family('names.speech').alternation})"
)
_AUTHORITY = re.compile(rf"{_HAN}{{2,10}}?(?:{'|'.join(_AUTHORITIES['ending'])})|{'|'.join(_AUTHORITIES['whole'])}")
_COMPANY = re.compile(rf"{_HAN}{{2,8}}?(?:{family('names.company').alternation})")
_LEAD_IN = re.compile(rf"\A.*(?:{family('names.lead_in').alternation})(?={_HAN}{{3}})")
_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+"
    r"|(?:(?<= in )|(?<= at )|(?<= near )|(?<= from )|(?<= to )|(?<= by ))[A-Z][a-z]+"
)
"""Names of several words, and of one word after a preposition of place or `by`."""
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]{2,30}(?: [A-Z][A-Za-z0-9]{2,30}){0,3}")
_NOT_A_NAME = re.compile(family("names.not_a_name").alternation)
_MIN_COMPANY = 3
"""Characters of a company's own name, its first ones: `该集团` has none."""
_COUNT = re.compile(r"(?<![\w.,$€£¥:/-])(\d{1,3}(?:,\d{3}){1,5}|\d{1,9}) (?!percent|million|billion)[a-z]{3,20}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPELLED = {word: str(number) for word, number in SMALL.items() if 1 <= number <= 12}
_HAN_NUMBER = re.compile(r"[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九](?=[人名家个])")


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """The facts of the earlier stories."""

    text: str
    amounts: frozenset[Amount]
    numbers: frozenset[str]
    places: frozenset[str]
    words: Vocabulary
    stages: frozenset[str]

    @classmethod
    def of(cls, stories: Sequence[StoryText], language: Language) -> KnownFacts:
        """Read the facts of stories in one language."""
        text = "\n".join(_whole(story) for story in stories)
        return cls(
            text=plain(text),
            amounts=amounts(text),
            numbers=numbers(undated(text).replace(",", "")) | _spelled(text),
            places=places(text),
            words=Vocabulary.of(text),
            stages=frozenset(stage for _, _, stage in stages(text, language)),
        )


def new_facts(story: StoryText, earlier: Sequence[StoryText]) -> tuple[str, ...]:
    """Return the amounts, names, places and deeds of a story that no earlier one has, as written and in its order.

    Each fact comes once. Earlier stories in other languages are ignored; if all are, no fact is known to be new.
    """
    known = _known(story, earlier)
    if known is None:
        return ()
    text = _whole(story)
    names = _chinese_names if story.language == "zh" else _english_names
    found = (*_amounts(text, known), *names(text, known), *_places(text, known), *_deeds(text, known, story.language))
    facts = dict.fromkeys(fact for _, fact in sorted(found))
    return tuple(fact for fact in facts if not any(fact in other and fact != other for other in facts))


def new_deeds(story: StoryText, earlier: Sequence[StoryText]) -> tuple[str, ...]:
    """Return the deeds alone of `new_facts`: for stories of one line, which leave out names and amounts."""
    known = _known(story, earlier)
    return tuple(word for _, word in _deeds(_whole(story), known, story.language)) if known else ()


def _known(story: StoryText, earlier: Sequence[StoryText]) -> KnownFacts | None:
    """Return the facts of the earlier stories in the language of a story; None if all are in others."""
    comparable = [story_text for story_text in earlier if story_text.language == story.language]
    return None if earlier and not comparable else KnownFacts.of(comparable, story.language)


def _whole(story: StoryText) -> str:
    return f"{story.title}\n{story.text}"[:MAX_CHARACTERS]


def _amounts(text: str, known: KnownFacts) -> Iterator[tuple[int, str]]:
    for at, written, amount in amounts_in_order(text):
        if _matters(amount) and not _is_known(amount, written, known):
            yield at, written
    for match in _COUNT.finditer(text):
        number = match[1].replace(",", "")
        if number not in known.numbers and int(number) >= _MIN_COUNT and not _YEAR.fullmatch(match[1]):
            yield match.start(), match.group()


def _matters(amount: Amount) -> bool:
    return (
        amount.money
        or amount.unit == "%"
        or amount.unit in _PEOPLE
        or (amount.value >= _MIN_COUNT and amount.unit in _THINGS)
    )


def _is_known(amount: Amount, written: str, known: KnownFacts) -> bool:
    same = any(amount.agrees(other) or amount.value == other.value for other in known.amounts)
    return same or numbers(written.replace(",", "")) <= known.numbers


def _spelled(text: str) -> frozenset[str]:
    """Return the small numbers of a text that are spelled out."""
    words = {_SPELLED[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _SPELLED}
    return frozenset(words | {str(chinese_numeral(match.group())) for match in _HAN_NUMBER.finditer(text)})


def _chinese_names(text: str, known: KnownFacts) -> Iterator[tuple[int, str]]:
    for match in _PERSON.finditer(text):
        if match[1] not in known.text:
            yield match.start(1), match[1]
    for match in _AUTHORITY.finditer(text):
        name = _LEAD_IN.sub("", match.group())
        if not known.words.knows(plain(name)):
            yield match.end() - len(name), name
    for match in _COMPANY.finditer(text):
        name = _LEAD_IN.sub("", match.group())
        if len(name) > _MIN_COMPANY and plain(name[:_MIN_COMPANY]) not in known.text:
            yield match.end() - len(name), name
    for match in _LATIN_NAME.finditer(text):
        parts = match.group().split()
        if not any(_NOT_A_NAME.fullmatch(part) or known.words.knows_latin(part.lower()) for part in parts):
            yield match.start(), match.group()


def _english_names(text: str, known: KnownFacts) -> Iterator[tuple[int, str]]:
    for match in _NAME.finditer(text):
        parts = re.split("[ -]", match.group())
        if not any(_NOT_A_NAME.fullmatch(part) or part.lower().removesuffix("s") in known.text for part in parts):
            yield match.start(), match.group()


def _places(text: str, known: KnownFacts) -> Iterator[tuple[int, str]]:
    for at, place in places_in_order(text):
        if not known.places or places_differ(frozenset({place}), known.places):
            yield at, place


def _deeds(text: str, known: KnownFacts, language: Language) -> Iterator[tuple[int, str]]:
    seen = set(known.stages)
    for at, word, stage in stages(text, language):
        if stage not in seen:
            seen.add(stage)
            yield at, word
