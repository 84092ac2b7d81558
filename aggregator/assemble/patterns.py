"""Patterns written as lists of words, so that they can be read and added to."""

from __future__ import annotations

import re


def any_of(*lists: str) -> re.Pattern[str]:
    """Compile a pattern that finds any of the alternatives, which a list separates by spaces."""
    return re.compile(_alternation(lists), re.IGNORECASE)


def starting(*lists: str, after: str = "", before: str = "") -> re.Pattern[str]:
    """Compile a pattern that matches any of the alternatives at the head of a text, between two patterns."""
    return re.compile(f"^{after}(?:{_alternation(lists)}){before}", re.IGNORECASE)


def _alternation(lists: tuple[str, ...]) -> str:
    return "|".join(alternative for words in lists for alternative in words.split())
