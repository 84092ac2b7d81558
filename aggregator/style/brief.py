"""Briefs: the news of an event in one line."""

from __future__ import annotations

import re

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, asks, is_balanced, join, reports, split
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.subject import is_nameless
from aggregator.style.told import untold
from aggregator.text.sentences import sentences

_RELATIVE = re.compile(r"[今昨明][天日晨早晚]|\b(?:today|yesterday|tomorrow)\b", re.IGNORECASE)
"""A day that only a dateline makes plain; a brief has none."""
_MAX_OPENING = 5
"""Characters of a clause that only says when, its comma included."""
_MIN_SENTENCE = 30
"""Width of a first sentence that says more than its headline; of 9,014 briefs of a daily nine in ten have it."""


def brief(headline: str, paragraph: str, language: Language) -> str:
    """Return the line of a brief: the first sentence of its paragraph, or its headline; empty if neither will do.

    The sentence is taken if it is short enough, and states the headline's figures and its doubts. The headline is
    taken if it reports a deed, or the sentence does, which then says the same at length.
    """
    first = as_line(next(iter(sentences(paragraph)), ""))
    if _tells(first, headline, language):
        return first
    reported = reports([headline]) or reports([first])
    return headline if reported and _is_complete(headline, language) else ""


def as_line(sentence: str) -> str:
    """Return a sentence as a brief has it: without its full stop, and a first clause that names nobody: `收盘后，`."""
    clauses = split(sentence.strip(EDGE))
    return join(clauses[1:] if len(clauses) > 1 and len(clauses[0]) <= _MAX_OPENING else clauses)


def _tells(sentence: str, headline: str, language: Language) -> bool:
    bounds = LENGTHS[language]
    scale = bounds.max_brief / LENGTHS["zh"].max_brief
    keeps_turns = all(turn.search(sentence) for turn in (*words.TURNS, words.UNSURE) if turn.search(headline))
    return (
        _MIN_SENTENCE * scale <= size(sentence, language) <= bounds.max_brief
        and bool(words.NEWS.search(sentence))
        and keeps_turns
        and not untold(headline, sentence, language)
        and not is_nameless(sentence)
        and is_balanced(sentence)
        and not _RELATIVE.search(sentence)
    )


def _is_complete(line: str, language: Language) -> bool:
    """Return whether a headline can be read without a paragraph."""
    bounds = LENGTHS[language]
    fits = bounds.min_brief <= size(line, language) <= bounds.max_brief
    return fits and not asks(line) and not _RELATIVE.search(line)
