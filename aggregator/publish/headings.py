"""The documents of an edition that channels read, and the names in them."""

from __future__ import annotations

from aggregator.errors import Unreadable
from aggregator.formats.document import FILE, EditionHeading, Head, read_head
from aggregator.models.delivery import Publication

TEXT = "digest.txt"


def head(publication: Publication) -> Head:
    """Return the head of an edition's `digest.json`; raise `Unreadable` if it is missing or malformed."""
    return read_head(document(publication, FILE))


def document(publication: Publication, name: str) -> bytes:
    """Return a document; raise `Unreadable` if the edition has none of this name."""
    try:
        return publication.documents[name]
    except KeyError as error:
        raise Unreadable(f"{publication.edition} has no {name}") from error


def fill(template: str, edition: EditionHeading) -> str:
    """Fill `{title}`, `{date}`, `{edition}`, `{language}` and `{key}`."""
    return template.format(
        title=edition.title,
        date=edition.date.isoformat(),
        edition=edition.name,
        language=edition.language,
        key=edition.key,
    )
