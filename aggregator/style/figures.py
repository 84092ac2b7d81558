"""Figures of an entry in one style."""

from __future__ import annotations

import re

_PER_CENT = re.compile(r"(?<=\d)\s?per\s?cent\b")


def in_one_style(text: str) -> str:
    """Return a text with the sign of per cent behind every figure: `40 per cent` is `40%`."""
    return _PER_CENT.sub("%", text)
