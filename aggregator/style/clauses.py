"""Headlines as clauses: split, told apart, put together again."""

from __future__ import annotations

import re

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.lengths import size

EDGE = "，。；：、,;:.!！~ 　-–—"
"""Marks that no line begins or ends with."""
_ENDED = re.compile(r"[。！？.!?][”’」』）)\"']*$")
_CLAUSE = re.compile(r"(?<=[，；。？！])|(?<=[;?!]) |(?<=,) (?=\D)")


def split(text: str) -> list[str]:
    """Split a line into its clauses, each with the mark that ends it."""
    return [clause for clause in (part.strip() for part in _CLAUSE.split(text)) if clause.strip(EDGE)]


def join(clauses: list[str]) -> str:
    """Put clauses together again, cries turned into commas; Latin ones take a space."""
    text = ""
    for clause in clauses:
        text += (" " if text and text[-1] in ",;?!" else "") + clause
    return re.sub("!(?= )", ",", text.replace("！", "，")).strip(EDGE)


def fitting(clauses: list[str], most: int, language: Language) -> list[str]:
    """Drop clauses from the end until the rest fits; the first stays whole."""
    while len(clauses) > 1 and size(join(clauses), language) > most:
        clauses = clauses[:-1]
    return clauses


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with a finished sentence, closing marks aside."""
    return bool(_ENDED.search(text))


def asks(clause: str) -> bool:
    """Tell whether a line asks, quotations aside."""
    return bool(words.QUESTION.search(words.QUOTED.sub("", clause)))


def tells(clauses: list[str]) -> bool:
    """Tell whether clauses say what happened, or how much."""
    text = "".join(clauses)
    return bool(words.NEWS.search(text) or words.NUMBER.search(text))
