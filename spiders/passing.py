"""Answers that are not the story yet, though their status is 200: what may be one at the next visit."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.models import Link
from aggregator.text import letters

from .readers.reading import PageKind, Reading

TRY_AGAIN_LATER = frozenset({PageKind.CHALLENGE, PageKind.BUSY, PageKind.FORWARD, PageKind.CRASHED})
"""Kinds of page that pass."""
MAX_FORWARDS = 5
"""Pages that only forward in a row; as many as redirects."""
MAX_RETURNS = 2
"""Times that they may lead to one address, as often as an error is retried."""
MIN_SHARED = 6
"""Letters with which two forms of one headline begin alike."""
MAX_NOTICE = 200
"""Letters of a text that can be a server's notice."""
_GRAM = 4
"""Letters of a headline that a text repeats only if it is about the same."""


def may_follow(address: str, forwards: Sequence[str]) -> bool:
    """Return whether a page that only forwards is followed, after others that were."""
    return len(forwards) < MAX_FORWARDS and forwards.count(address) < MAX_RETURNS


def may_pass(reading: Reading, link: Link) -> bool:
    """Return whether a page that is not a story may be one at the next visit.

    So may an empty page that shows nothing of its story: neither the announced headline nor a time. One that does is
    the story's own page, and has no text.
    """
    if reading.kind is not PageKind.EMPTY:
        return reading.kind in TRY_AGAIN_LATER
    announced, shown = letters(link.title or ""), letters(reading.title or "")
    if announced and shown.startswith(announced[:MIN_SHARED]):
        return False
    return bool(announced) or reading.published is None


def is_notice(reading: Reading, link: Link) -> bool:
    """Return whether a short text without a time repeats nothing of the announced headline: a server's notice.

    If none was announced, such a page without a headline is a notice.
    """
    if reading.published is not None or len(letters(reading.text)) > MAX_NOTICE:
        return False
    announced, shown = letters(link.title or ""), letters(f"{reading.title or ''}{reading.text}")
    if not announced:
        return reading.title is None
    grams = [announced[at : at + _GRAM] for at in range(len(announced) - _GRAM + 1)]
    return bool(grams) and not any(gram in shown for gram in grams)
