"""Columns of text on a terminal."""

from __future__ import annotations

from unicodedata import east_asian_width


def pad(text: str, width: int) -> str:
    """Pad to a width in columns: a Chinese character takes two."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, width - taken)
