"""The notice of what was changed in an edition after it was printed, for channels that do not take it again whole."""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.formats.document import Document, EditionHeading, PrintedEntry
from aggregator.formats.labels import LABELS, revision_note
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
    zone = edition.end.tzinfo
    assert zone is not None  # a document's moments are aware
    yield from (revision_note(change, edition.language, zone) for change in _new(entry, known))
