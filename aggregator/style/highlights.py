"""Highlights: the few lines at the top of a digest, from any section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.models import Edition, Entry, Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, asks, fitting, join, split
from aggregator.style.lengths import LENGTHS, size
from aggregator.text.words import family

_FILLERS = family("titles.filler").pattern()
_SPEAKER = re.compile(r"^[^，；：“”]{2,12}：")
_HEADLESS = family("sentences.headless").pattern()
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_MIN_LENGTH = 8
"""Less is a fragment; in English, twice as much."""


def highlights(edition: Edition, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return a line for each of the best entries, in print order; every section has one if there is room."""
    best = sorted(entries, key=lambda entry: (-entry.score, entry.number))
    firsts = {entry.section: entry for entry in reversed(best)}
    leaders = sorted(firsts.values(), key=best.index)
    picked = (leaders + [entry for entry in best if entry not in leaders])[: edition.highlights]
    in_order = sorted(picked, key=lambda entry: entry.number)
    return tuple(highlight(entry.headline, edition.language) for entry in in_order)


def highlight(line: str, language: Language) -> str:
    """Return a headline shortened only by omission, or the headline itself if no shorter form says what happened.

    Trailing clauses go first, then brackets and filler words, then what precedes the news.
    """
    limit = LENGTHS[language].max_highlight
    fit = [choice for choice in _shorter(line, language) if choice != line and _reports(choice, line, language)]
    return next((choice for choice in fit if size(choice, language) <= limit), min(fit, key=len, default=line))


def _shorter(line: str, language: Language) -> list[str]:
    clauses = split(line)
    choices = [
        join(fitting(clauses, LENGTHS[language].max_highlight, language)),
        join(clauses[:-1]),
        _BRACKETED.sub("", line),
        _FILLERS.sub("", line),
        _without_speaker(line),
        join(clauses[1:]) if _is_background(clauses) else "",
    ]
    return [choice.strip(EDGE) for choice in choices]


def _without_speaker(line: str) -> str:
    """Cut the speaker before a colon; the result is empty if the rest has no subject."""
    said = _SPEAKER.sub("", line)
    return "" if _HEADLESS.match(said) else said


def _is_background(clauses: list[str]) -> bool:
    """Return whether the first clause is background: only the second has news, and it has a subject."""
    if len(clauses) < 2 or words.NEWS.search(clauses[0]):
        return False
    return bool(words.NEWS.search(clauses[1])) and not _HEADLESS.match(clauses[1])


def _reports(line: str, whole: str, language: Language) -> bool:
    """Return whether a shortened line still has room for a subject, and the deed of the whole line."""
    min_length = _MIN_LENGTH if language == "zh" else 2 * _MIN_LENGTH
    deed = words.NEWS if words.NEWS.search(whole) else words.NUMBER
    told = size(line, language) >= min_length and bool(deed.search(line)) and not asks(line)
    return told and all(bool(mark.search(line)) for mark in words.TURNS if mark.search(whole))
