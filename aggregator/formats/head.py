"""The line at the head of a digest: its day, the hours that it covers, when it was made, its length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aggregator.formats.labels import LABELS, printed_time
from aggregator.formats.naming import printed_date
from aggregator.models import Digest, Language, Particular

BETWEEN = " · "
_PACE: Mapping[Language, int] = {"zh": 380, "en": 238}
"""Units that a reader takes in per minute: characters (Sun, Morita and Stark 1985), words (Brysbaert 2019)."""


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
        elif particular == "entries":
            yield labels.entries.format(count=len(digest.printed))
        elif particular == "minutes":
            yield labels.minutes.format(minutes=minutes_of(digest))
        elif digest.made_at:
            yield labels.made.format(at=printed_time(digest.made_at, edition))


def minutes_of(digest: Digest) -> int:
    """Return the minutes that a digest takes to read in silence, at least one."""
    texts = [
        *digest.highlights,
        *(text for entry in digest.entries for text in (entry.headline, entry.dateline, entry.paragraph)),
        *(brief.headline for brief in digest.briefs),
    ]
    language = digest.edition.language
    units = sum(len(text) if language == "zh" else len(text.split()) for text in texts)
    return max(1, round(units / _PACE[language]))
