"""A number with its noun, as people write it."""

from __future__ import annotations

_VOWELS = "aeiou"


def counted(number: int, noun: str) -> str:
    """Return `1 outlet`, `2 stories`, `0 new entries` for a noun in the singular."""
    return f"{number} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"
