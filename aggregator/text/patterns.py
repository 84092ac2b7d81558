"""Patterns written as lists of words, so that they can be read and added to."""

from __future__ import annotations

import re

_BOUNDARY = r"\b"
_FIRST = re.compile(r"(?:([\u3400-\u9fff])|\[([\u3400-\u9fff]+)\])(?![?*{|])")
"""The Chinese character, or the choice of them, that an alternative starts with."""


def any_of(*lists: str) -> re.Pattern[str]:
    """Compile a pattern that finds any of the alternatives, which a list separates by spaces."""
    return re.compile(_alternation(lists), re.IGNORECASE)


def starting(*lists: str, after: str = "", before: str = "") -> re.Pattern[str]:
    """Compile a pattern that matches any of the alternatives at the head of a text, between two patterns."""
    return re.compile(f"^{after}(?:{_alternation(lists)}){before}", re.IGNORECASE)


def _alternation(lists: tuple[str, ...]) -> str:
    """Join the alternatives; whether a Chinese one may start at a character is looked up once for all of them."""
    alternatives = [alternative for words in lists for alternative in words.split()]
    first = {word: match[1] or match[2] for word in alternatives if (match := _FIRST.match(word))}
    bounded = [word.removeprefix(_BOUNDARY) for word in alternatives if word.startswith(_BOUNDARY)]
    others = [word for word in alternatives if word not in first and not word.startswith(_BOUNDARY)]
    chinese = [f"(?=[{''.join(sorted(set(''.join(first.values()))))}])(?:{'|'.join(first)})"] if first else []
    english = [f"{_BOUNDARY}(?:{'|'.join(bounded)})"] if bounded else []
    return "|".join([*chinese, *others, *english])
