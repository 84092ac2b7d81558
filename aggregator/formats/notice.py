"""The notice of what was changed in an edition after it was printed, for channels that do not take it again whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aggregator.formats.document import Document, EditionHeading, PrintedEntry
from aggregator.formats.labels import LABELS
from aggregator.formats.naming import dated_title
from aggregator.formats.safe import without_mentions
from aggregator.formats.text import MARKS
from aggregator.models import Revised


def render(document: Document, known: int) -> str:
    """Return each entry with a change beyond the first `known` ones, as it is now, under the edition's name; else "".

    Entries are printed as in the text form. In a chat group it mentions nobody.
    """
    edition = document.edition
    changed = [entry for _, entry in document.printed if any(_new(entry, known))]
    if not changed:
        return ""
    title = dated_title(edition.masthead or edition.title, edition.date, edition.language)
    lines = [title, *(line for entry in changed for line in _entry(entry, edition, known))]
    return without_mentions("\n".join(lines)) + "\n"


def _new(entry: PrintedEntry, known: int) -> Iterator[Revised]:
    return (change for change in entry.revised if change.number > known)


def _entry(entry: PrintedEntry, edition: EditionHeading, known: int) -> Iterator[str]:
    labels, marks = LABELS[edition.language], MARKS[edition.language]
    mark = labels.mark.format(labels.revised[entry.revised[-1].kind])
    credit = marks.credit.format(entry.credit)
    if entry.paragraph:
        yield marks.numbered(entry.number, mark + entry.headline)
        yield entry.dateline + entry.paragraph + credit
    else:
        yield marks.numbered(entry.number, mark + entry.headline) + credit
    for change in _new(entry, known):
        at = _printed(change.at, edition)
        yield labels.revision.format(mark=labels.revised[change.kind], at=at, reason=change.reason)


def _printed(at: datetime, edition: EditionHeading) -> str:
    """Return a moment to the minute, in the zone of the edition's window."""
    return LABELS[edition.language].time.format(at.astimezone(edition.end.tzinfo))
