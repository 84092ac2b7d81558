"""Digests and their entries, on SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Row, delete, select, type_coerce

from aggregator.formats.document import read_window
from aggregator.models import Amendment, AmendmentKind, MadeEdition, PastEntry
from aggregator.models.delivery import Issue
from aggregator.store.database import Database, replacing
from aggregator.store.outbox import SqlOutbox
from aggregator.store.schema import amendments, digests, past_entries

_EARLY = timedelta(days=2)
"""An edition may be made before it closes, as a preview, but hardly by more than this."""


class SqlDigests:
    """One document per edition and language, and its entries for later editions."""

    def __init__(self, database: Database, outbox: SqlOutbox) -> None:
        self._database, self._outbox = database, outbox

    def save(
        self,
        key: str,
        language: str,
        document: Mapping[str, Any],
        entries: Sequence[PastEntry],
        at: datetime,
        issue: Issue | None = None,
        amendment: Amendment | None = None,
    ) -> None:
        """Write or replace a digest, its document, entries, deliveries and a new amendment, in one transaction."""
        row = {"key": key, "language": language, "document": document, "at": at}
        past = [_row(key, language, position, entry) for position, entry in enumerate(entries)]
        replaced = (past_entries.c.edition == key) & (past_entries.c.language == language)
        with self._database.writing() as connection:
            connection.execute(replacing(self._database.insert(digests)), row)
            connection.execute(delete(past_entries).where(replaced))
            if past:
                connection.execute(past_entries.insert(), past)
            if amendment:
                connection.execute(amendments.insert(), asdict(amendment))
            if issue:
                self._outbox.queue(connection, key, language, issue)

    def get(self, key: str, language: str) -> Mapping[str, Any] | None:
        """Return the JSON document of an edition."""
        statement = select(digests.c.document).where(digests.c.key == key, digests.c.language == language)
        with self._database.reading() as connection:
            document: Mapping[str, Any] | None = connection.scalar(statement)
        return document

    def recent(self, language: str, limit: int) -> dict[str, Mapping[str, Any]]:
        """Return the heads of a language's documents by key, last key first."""
        document = type_coerce(digests.c.document, JSON)
        head = [document[key].label(key) for key in ("format", "version", "edition", "highlights")]
        newest = select(digests.c.key, *head).where(digests.c.language == language).order_by(digests.c.key.desc())
        with self._database.reading() as connection:
            return {row["key"]: dict(row) for row in connection.execute(newest.limit(limit)).mappings()}

    def made(self, since: datetime) -> list[MadeEdition]:
        """Return the editions that closed at `since` or later, in the order they were made, then by their end."""
        edition = type_coerce(digests.c.document, JSON)["edition"].label("edition")
        recent = select(digests.c.key, digests.c.at, edition).where(digests.c.at >= since - _EARLY)
        with self._database.reading() as connection:
            rows = connection.execute(recent)
            found = {key: _made(key, at, edition) for key, at, edition in rows if edition}
        return sorted((made for made in found.values() if made.end >= since), key=lambda made: (made.at, made.end))

    def amendments(self, edition: str) -> list[Amendment]:
        """Return the amendments of an edition, oldest first."""
        of_edition = select(amendments).where(amendments.c.edition == edition).order_by(amendments.c.number)
        with self._database.reading() as connection:
            return [_amendment(row) for row in connection.execute(of_edition)]

    def keep_amendments(self, found: Sequence[Amendment]) -> None:
        """Keep amendments of another store, in their order."""
        if found:
            with self._database.writing() as connection:
                connection.execute(amendments.insert(), [asdict(amendment) for amendment in found])

    def past(self, editions: Sequence[str]) -> list[PastEntry]:
        """Return the entries of editions by edition key, first closed first."""
        past = past_entries.c
        statement = select(past_entries).where(past.edition.in_(editions))
        order = (past.closed, past.edition, past.language, past.position)
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(statement.order_by(*order))]


def _made(key: str, at: datetime, edition: Mapping[str, str]) -> MadeEdition:
    window = read_window(edition)
    return MadeEdition(key, window.start, window.end, at, window.review is not None)


def _row(key: str, language: str, position: int, entry: PastEntry) -> dict[str, Any]:
    return {**asdict(entry), "edition": key, "language": language, "position": position}


def _amendment(row: Row[Any]) -> Amendment:
    values = {name: value for name, value in row._mapping.items() if name != "number"}
    return Amendment(**{**values, "kind": AmendmentKind(row.kind)})


def _entry(row: Row[Any]) -> PastEntry:
    return PastEntry(
        edition=row.edition,
        event=row.event,
        stories=tuple(row.stories),
        headline=row.headline,
        text=row.text,
        closed=row.closed,
    )
