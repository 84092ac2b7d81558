"""Clauses of a headline: split, classified and joined."""

from __future__ import annotations

import re
from itertools import pairwise

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.lengths import size

EDGE = "，。；：、,;:.!！~ 　-–—"
"""Marks that a line does not start or end with."""
_ENDED = re.compile(r"[。！？.!?][”’」』）)\"']*$")
_BESIDE_MARKS = re.compile(r"(?:(?<!\s)\s++)?+([，。！？；：、（）“”《》【】])\s*")
_CLAUSE = re.compile(r"(?<=[，；。？！])|(?<=[;?!]) |(?<=,) (?=\D)")
_PAIRS = [tuple(pair) for pair in ("“”", "‘’", "「」", "『』", "《》", "【】", "（）")] + [(r"\(", r"\)")]
_MAX_ENCLOSED = 200
"""Characters between two marks: the other half of a mark is not looked for in the whole of a long text."""
_STRAIGHT = f'"[^"]{{0,{_MAX_ENCLOSED}}}"'
ENCLOSED = re.compile(
    "|".join([*(f"{left}[^{left}{right}]{{0,{_MAX_ENCLOSED}}}{right}" for left, right in _PAIRS), _STRAIGHT])
)
"""The text between two marks, and the marks."""


def split(text: str) -> list[str]:
    """Split a line into its clauses, each with the mark that ends it, but no text between two marks."""
    masked = ENCLOSED.sub(lambda match: "·" * len(match[0]), text)
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(masked)), len(text)]
    clauses = (text[start:end].strip() for start, end in pairwise(bounds))
    return [clause for clause in clauses if clause.strip(EDGE)]


def join(clauses: list[str]) -> str:
    """Join clauses; an exclamation mark becomes a comma, and a space follows Latin punctuation."""
    text = ""
    for clause in clauses:
        text += (" " if text and text[-1] in ",;?!" else "") + clause
    return re.sub("!(?= )", ",", text.replace("！", "，")).strip(EDGE)


def fitting(clauses: list[str], limit: float, language: Language) -> list[str]:
    """Return the longest run of clauses from the first that fits; the first is kept even if it does not."""
    while len(clauses) > 1 and size(join(clauses), language) > limit:
        clauses = clauses[:-1]
    return clauses


def close_up(text: str) -> str:
    """Remove the spaces beside Chinese punctuation."""
    return _BESIDE_MARKS.sub(r"\1", text)


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with a finished sentence, which closing marks may follow."""
    return bool(_ENDED.search(text))


def is_balanced(text: str) -> bool:
    """Return whether every quotation, title and bracket is closed; round brackets may be of either width."""
    text = text.translate({ord("("): "（", ord(")"): "）"})
    return text.count('"') % 2 == 0 and all(text.count(left) == text.count(right) for left, right in _PAIRS)


def asks(clause: str) -> bool:
    """Return whether a line asks a question outside quotations."""
    return bool(words.QUESTION.search(words.QUOTED.sub("", clause)))


def reports(clauses: list[str]) -> bool:
    """Return whether clauses say what happened, or how much."""
    text = "".join(clauses)
    return bool(words.NEWS.search(text) or words.NUMBER.search(text))
