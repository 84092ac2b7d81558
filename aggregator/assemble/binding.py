"""Give entries the days that bind by their words: headline and paragraph, as printed."""

from __future__ import annotations

from dataclasses import replace

from aggregator.models import Digest, Entry
from aggregator.text.binding import binding_days


def with_binding_days(digest: Digest) -> Digest:
    """Return a digest whose entries and briefs have their days; only Chinese is read, and nothing that is withdrawn."""
    if digest.edition.language != "zh":
        return digest
    return replace(digest, entries=_with_days(digest.entries), briefs=_with_days(digest.briefs, whole=False))


def _with_days(entries: tuple[Entry, ...], *, whole: bool = True) -> tuple[Entry, ...]:
    return tuple(
        entry
        if entry.withdrawn
        else replace(
            entry, days=binding_days(f"{entry.headline}。{entry.paragraph}" if whole else entry.headline, entry.day)
        )
        for entry in entries
    )
