"""The days that bind by the entries of a digest, as lines below them."""

from __future__ import annotations

from datetime import date

from aggregator.formats.labels import LABELS
from aggregator.models import Digest, Language


def calendar_lines(digest: Digest) -> tuple[str, ...]:
    """Return a line for each day that binds, the earliest first; none if the edition does not list them."""
    if not digest.edition.calendar:
        return ()
    language, year = digest.edition.language, digest.edition.day.year
    found = sorted(
        (bound.day, entry.number, bound.bond, entry.headline) for entry in digest.printed for bound in entry.days
    )
    return tuple(
        LABELS[language].bonds[bond].format(day=_printed(day, year, language), headline=headline, number=number)
        for day, number, bond, headline in found
    )


def _printed(day: date, year: int, language: Language) -> str:
    """Return a day, with its year if that is another one."""
    if language == "zh":
        return ("" if day.year == year else f"{day.year}年") + f"{day.month}月{day.day}日"
    return f"{day:%B} {day.day}" + ("" if day.year == year else f", {day.year}")
