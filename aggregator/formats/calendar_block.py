"""The days that bind by the entries of a digest, as lines below them."""

from __future__ import annotations

from aggregator.formats.labels import LABELS
from aggregator.formats.naming import spelled_day
from aggregator.models import Digest


def calendar_lines(digest: Digest) -> tuple[str, ...]:
    """Return a line for each day that binds, the earliest first; none if the edition does not list them."""
    if not digest.edition.calendar:
        return ()
    language, year = digest.edition.language, digest.edition.day.year
    found = sorted(
        (bound.day, entry.number, bound.bond, entry.headline) for entry in digest.printed for bound in entry.days
    )
    return tuple(
        LABELS[language].bonds[bond].format(day=spelled_day(day, year, language), headline=headline, number=number)
        for day, number, bond, headline in found
    )
