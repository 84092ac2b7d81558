"""Checks of a helper's answer: pure functions that return its faults, none if it is good.

They compare figures, days, names, length, language and form. They cannot see a wrong word, two figures swapped within
a sentence, or in a translation a name that is neither registered, in Latin letters, nor spelled in Pinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from aggregator.events.likeness import StoryText
from aggregator.events.likeness.updates import new_facts
from aggregator.models import Language
from aggregator.style.clauses import ends_sentence
from aggregator.style.lengths import size
from aggregator.style.words import FORBIDDEN
from aggregator.text import figures, language_of, letters
from aggregator.text.words import family
from aggregator.translation.names import KnownNames, lost_names, new_names
from aggregator.translation.persons import changed_persons

_GROWTH = {"en": (0.8, 7.0), "zh": (0.1, 1.2)}
"""Minimum and maximum characters of a translation per character of its text. Measured on newspaper sentences, English
has some 2.5 to 4 for a Chinese one; an answer three times off is not a translation."""
_SLACK = 30
"""Characters by which a short line may miss these limits."""
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff，。；：！？、（）【】「」]")
_FOREIGN = re.compile(r"[\u0370-\u1dff\u3040-\u30ff\u3130-\u318f\ua000-\ud7ff]")
"""Letters of neither language: Greek, Cyrillic, kana, Hangul and others."""
_MARKUP = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]|</?[a-zA-Z!][^>]*>|&(?:[a-z]+|#\d+);|```|\*\*|__|\]\(|^\s*(?:[#>*-]|\d+[.)])\s|https?://|www\.|[{}\\]",
)
_ASCII = re.compile(r"[!-~]++")
_AROUND = "'\"()[]<>.,:;!?"
_LINKED = re.compile(r"@++|://|[A-Za-z\d]\.[a-z]{2,18}+(?![A-Za-z\d-])")
"""Links and mentions as mail programs and chats see them, without a scheme too: `pay.example/x`, `@all`."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAY = re.compile(r"(?<!\d)(?:周|星期|礼拜)([一二三四五六日天])(?![期年岁围边流至到])")
_ENGLISH_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b")
_BOILERPLATE = family("machines.boilerplate").pattern()
NAME_LOST = "name lost"
_MIN_SHARED = 0.6
"""Share of a shortened text's character pairs that the text itself must have."""


def translation_faults(
    text: str, answer: str, source: Language, target: Language, known: KnownNames, day: date | None = None
) -> list[str]:
    """Return the faults of a line's translation. `day`: that of the news, which the dateline states too."""
    return [
        *_form(text, answer),
        *_addresses(text, answer, target, known),
        *_language(answer, target),
        *_length(text, answer, target),
        *_figures(text, answer, source, target, day),
        *_weekdays(text, answer),
        *(f"name changed: {name}" for name in (changed_persons(text, answer) if source == "zh" else ())),
        *(f"{NAME_LOST}: {name}" for name in lost_names(text, answer, source, target, known)),
    ]


def summary_faults(text: str, answer: str, language: Language, least: int, most: int, known: KnownNames) -> list[str]:
    """Return the faults of a paragraph shortened to `least` to `most` characters."""
    length = size(answer, language)
    found = [*_form(text, answer), *_addresses(text, answer, language, known), *_language(answer, language)]
    if not least <= length <= most or length > size(text, language):
        found.append(f"{length:g} characters, not {least} to {most}")
    if not ends_sentence(answer):
        found.append("does not end with a sentence")
    whole, part = figures.read(text, language), figures.read(answer, language)
    found += [f"number added: {figure}" for figure in figures.missing(part, whole)]
    found += [f"name added: {name}" for name in new_names(text, answer, language, known)]
    found += [fault for fault in _weekdays(text, answer) if fault.startswith("day added")]
    facts = new_facts(StoryText("", answer, None, language), [StoryText("", text, None, language)])
    found += [f"added: {fact}" for fact in facts]
    if _shared(answer, text) < _MIN_SHARED:
        found.append("is in other words than the text")
    return found


def _form(text: str, answer: str) -> Iterator[str]:
    if not answer.strip() or len(answer.splitlines()) != 1:
        yield "is not one line"
    for pattern, fault in ((_MARKUP, "markup"), (_BOILERPLATE, "speaks for itself"), (FORBIDDEN, "forbidden")):
        match = pattern.search(answer)
        if match and match.group() not in text:
            yield f"{fault}: {match.group()}"


def _addresses(text: str, answer: str, language: Language, known: KnownNames) -> Iterator[str]:
    """Find addresses that the text has not; a registered name may be one, as JD.com is."""
    named = [name for name, _ in known.found(answer, language)]
    words = [word.strip(_AROUND) for word in _ASCII.findall(answer) if _LINKED.search(word)]
    yield from (f"address added: {word}" for word in words if word not in text and not any(word in n for n in named))


def _language(answer: str, language: Language) -> Iterator[str]:
    foreign = _FOREIGN.search(answer) or (_CHINESE.search(answer) if language == "en" else None)
    if foreign or language_of(answer) != language:
        yield f"not in {language}: {foreign.group() if foreign else answer[:20]}"


def _length(text: str, answer: str, target: Language) -> Iterator[str]:
    least, most = _GROWTH[target]
    if not len(text) * least - _SLACK <= len(answer) <= len(text) * most + _SLACK:
        yield f"{len(answer)} characters for {len(text)}"


def _figures(text: str, answer: str, source: Language, target: Language, day: date | None) -> Iterator[str]:
    original, translated = _undated(text, source, day), _undated(answer, target, day)
    yield from (f"number lost: {figure}" for figure in figures.missing(original, translated))
    yield from (f"number added: {figure}" for figure in figures.missing(translated, original))


def _weekdays(text: str, answer: str) -> Iterator[str]:
    """Find the days of the week of which only one of the two speaks."""
    before, after = _days_of_the_week(text), _days_of_the_week(answer)
    yield from (f"day lost: {_DAYS[day]}" for day in sorted(before - after))
    yield from (f"day added: {_DAYS[day]}" for day in sorted(after - before))


def _days_of_the_week(text: str) -> set[int]:
    """Return the days that a text of either language names, Monday as 0."""
    chinese = {"一二三四五六日".index(match[1].replace("天", "日")) for match in _CHINESE_DAY.finditer(text)}
    return chinese | {_DAYS.index(match[1].capitalize()) for match in _ENGLISH_DAY.finditer(text)}


def _undated(text: str, language: Language, day: date | None) -> figures.Figures:
    return figures.read(figures.without_day(text, language, day) if day else text, language)


def _shared(answer: str, text: str) -> float:
    pairs, known = set(pairwise(letters(answer))), set(pairwise(letters(text)))
    return len(pairs & known) / max(len(pairs), 1)
