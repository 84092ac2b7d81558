"""Terms that a headline and a text have in common, to see whether one tells the other."""

from __future__ import annotations

import re
from collections.abc import Set

from aggregator.text.facts import plain
from aggregator.text.grams import grams

HAN = re.compile(r"[\u3400-\u9fff]")


def terms(text: str) -> frozenset[str]:
    """Return the pairs of Chinese characters, and whole Latin words and numbers."""
    return frozenset(grams(plain(text), 2))


def share(wanted: Set[str], given: Set[str]) -> float:
    """Return the share of what is wanted that is given; 0 if nothing is."""
    return len(wanted & given) / max(len(wanted), 1)
