"""Find the company that a headline is about, so that none fills an edition."""

from __future__ import annotations

from operator import add

from aggregator.models import SourceKind
from aggregator.registry.sources import OPENING, Sources
from aggregator.text import letters

_MAX_NAME = 24
"""Characters of a company's name."""


def company_in(headline: str, sources: Sources) -> str | None:
    """Return the owner of the first registered company in a headline, or None."""
    if not _opens(letters(headline), sources):
        return None
    for start in range(len(headline)):
        if not _opens(letters(headline[start : start + 2 * OPENING])[:OPENING], sources):
            continue
        for end in range(min(len(headline), start + _MAX_NAME), start + 1, -1):
            source = sources.named(headline[start:end])
            if source and source.kind is SourceKind.COMPANY and _whole(headline, start, end):
                return source.owner
    return None


def _opens(folded: str, sources: Sources) -> bool:
    """Return whether a text may name a company: a quick check that few other texts pass."""
    return not sources.company_openings.isdisjoint(map(add, folded, folded[1:]))


def _whole(headline: str, start: int, end: int) -> bool:
    """Return whether a Latin name is not part of a longer word."""
    before, after = headline[start - 1 : start] if start else "", headline[end : end + 1]
    return not (_latin(before) and _latin(headline[start])) and not (_latin(after) and _latin(headline[end - 1]))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
