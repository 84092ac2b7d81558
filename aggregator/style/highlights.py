"""Highlights: the few lines at the head of a digest, from any section."""

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
_LEANS = family("sentences.headless").pattern()
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_LEAST = 8
"""Fewer characters, or twice as many in English, are a fragment."""


def highlights(edition: Edition, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return a line for each of the best entries, in the order of print; every section is there if there is room."""
    best = sorted(entries, key=lambda entry: (-entry.score, entry.number))
    firsts = {entry.section: entry for entry in reversed(best)}
    leaders = sorted(firsts.values(), key=best.index)
    picked = (leaders + [entry for entry in best if entry not in leaders])[: edition.highlights]
    in_order = sorted(picked, key=lambda entry: entry.number)
    return tuple(highlight(entry.headline, edition.language) for entry in in_order)


def highlight(line: str, language: Language) -> str:
    """Return a line shorter than the headline it stands for, made by leaving out alone.

    Clauses go first, from the end; then brackets and filling words; then what comes before the news. Where none of
    it leaves a line that still says what happened, the headline itself is returned.
    """
    most = LENGTHS[language].highlight
    fit = [choice for choice in _shorter(line, language) if choice != line and _says(choice, line, language)]
    return next((choice for choice in fit if size(choice, language) <= most), min(fit, key=len, default=line))


def _shorter(line: str, language: Language) -> list[str]:
    clauses = split(line)
    choices = [
        join(fitting(clauses, LENGTHS[language].highlight, language)),
        join(clauses[:-1]),
        _BRACKETED.sub("", line),
        _FILLERS.sub("", line),
        _without_speaker(line),
        join(clauses[1:]) if _is_background(clauses) else "",
    ]
    return [choice.strip(EDGE) for choice in choices]


def _without_speaker(line: str) -> str:
    """Cut who says it from the head of a line; not where what is said has its subject there."""
    said = _SPEAKER.sub("", line)
    return "" if _LEANS.match(said) else said


def _is_background(clauses: list[str]) -> bool:
    """Tell whether the first clause can go: the second has the news, and a subject of its own."""
    if len(clauses) < 2 or words.NEWS.search(clauses[0]):
        return False
    return bool(words.NEWS.search(clauses[1])) and not _LEANS.match(clauses[1])


def _says(line: str, whole: str, language: Language) -> bool:
    """Tell whether a shortened line still has room for a subject, and the deed that the whole line has."""
    least = _LEAST if language == "zh" else 2 * _LEAST
    deed = words.NEWS if words.NEWS.search(whole) else words.NUMBER
    return size(line, language) >= least and bool(deed.search(line)) and not asks(line)
