"""Highlights: the few lines at the top of a digest, from any section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.models import Edition, Entry, Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, asks, fitting, is_balanced, join, split
from aggregator.style.lengths import LENGTHS, size
from aggregator.text import letters
from aggregator.text.words import family

_FILLERS = family("titles.filler").pattern()
_HEADLESS = family("sentences.headless").pattern(before="^")
_SUBORDINATE = family("sentences.subordinate").pattern()
_NAME = re.compile(r"[A-Z][A-Za-z]{2,}|[“「《]")
_MIN_SUBJECT = 2
_OPENING = 40
"""Characters of a paragraph in which its subject is named."""
_MIN_LENGTH = 8
"""Less is a fragment; in English, twice as much."""


def highlights(edition: Edition, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return a line for each of the best entries, in print order; every section has one if there is room."""
    in_order = sorted(picked(edition, entries), key=lambda entry: entry.number)
    return tuple(highlight(entry.headline, edition.language, entry.paragraph) for entry in in_order)


def best_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by their score, the best first."""
    return sorted(entries, key=lambda entry: (-entry.score, entry.number))


def picked(edition: Edition, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of the highlights: the best of each section, then the best of all."""
    ordered = best_first(entries)
    firsts = {entry.section: entry for entry in reversed(ordered)}
    leaders = sorted(firsts.values(), key=ordered.index)
    return (leaders + [entry for entry in ordered if entry not in leaders])[: edition.highlights]


def highlight(line: str, language: Language, paragraph: str = "") -> str:
    """Return a headline shortened only by omission, or the headline itself if no shorter form says what happened.

    Trailing clauses go first, then filler words, then background before the news. A speaker before a colon stays:
    without it the paper itself would say so, or nobody would be named. `paragraph`: of the same entry; it shows whether
    a clause names its subject.
    """
    limit = LENGTHS[language].max_highlight
    choices = _shorter(line, language, paragraph)
    fit = [choice for choice in choices if choice != line and _reports(choice, line, language)]
    return next((choice for choice in fit if size(choice, language) <= limit), min(fit, key=len, default=line))


def _shorter(line: str, language: Language, paragraph: str) -> list[str]:
    clauses = split(line)
    choices = [
        join(fitting(clauses, LENGTHS[language].max_highlight, language)),
        join(clauses[:-1]),
        _FILLERS.sub("", line),
        join(clauses[1:]) if _is_background(clauses, paragraph) else "",
    ]
    return [choice.strip(EDGE) for choice in choices]


def _is_background(clauses: list[str], paragraph: str) -> bool:
    """Return whether the first clause is background: only the second has news, and its subject opens the paragraph."""
    if len(clauses) < 2 or words.NEWS.search(clauses[0]):
        return False
    if paragraph and letters(paragraph)[:_MIN_SUBJECT] in letters(clauses[0]):
        return False
    return bool(words.NEWS.search(clauses[1])) and _names_its_subject(clauses[1], paragraph)


def _names_its_subject(clause: str, paragraph: str) -> bool:
    """Return whether what precedes a clause's deed is a name, or what the paragraph is about."""
    deed = words.NEWS.search(clause)
    subject = clause[: deed.start()].strip() if deed else ""
    if len(subject) < _MIN_SUBJECT or _HEADLESS.match(clause):
        return False
    return bool(_NAME.match(subject)) or letters(subject) in letters(paragraph[:_OPENING])


def _reports(line: str, whole: str, language: Language) -> bool:
    """Return whether a shortened line is whole, has room for a subject, and has the deed of the whole line."""
    min_length = _MIN_LENGTH if language == "zh" else 2 * _MIN_LENGTH
    deed = words.NEWS if words.NEWS.search(whole) else words.NUMBER
    fits = size(line, language) >= min_length and bool(deed.search(line)) and not asks(line)
    keeps_turns = all(bool(mark.search(line)) for mark in words.TURNS if mark.search(whole))
    return fits and keeps_turns and is_balanced(line) and not _SUBORDINATE.search(line)
