"""The line at the head of a digest: its day, the hours that it covers, when it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aggregator.formats.labels import LABELS, printed_time
from aggregator.formats.naming import printed_date
from aggregator.models import Digest, Particular

BETWEEN = " · "


def head_line(digest: Digest, but: Sequence[Particular] = ()) -> str:
    """Return the particulars that the edition asks for, but some; empty if there are none."""
    return BETWEEN.join(_particulars(digest, but))


def _particulars(digest: Digest, but: Sequence[Particular]) -> Iterator[str]:
    edition = digest.edition
    labels = LABELS[edition.language]
    for particular in edition.head:
        if particular in but:
            continue
        if particular == "date":
            yield printed_date(edition.day, edition.language)
        elif particular == "window":
            start, end = (printed_time(moment, edition) for moment in (edition.start, edition.end))
            yield labels.hours.format(start=start, end=end)
        elif digest.made_at:
            yield labels.made.format(at=printed_time(digest.made_at, edition))
