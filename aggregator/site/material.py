"""The material of the site, from one snapshot of the store: events with their stories, editions, visits of outlets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import case, func, select

from aggregator.errors import Unreadable
from aggregator.exports.columns import Column
from aggregator.exports.read import Asked, Reader, values
from aggregator.exports.table import Table
from aggregator.exports.tables import EDITIONS, SEEN, STORIES
from aggregator.formats.document import Document, read_document
from aggregator.inspection.stats import READ, stats
from aggregator.models import Language
from aggregator.operation.health import Health, healths
from aggregator.operation.history import histories
from aggregator.registry import Registry
from aggregator.store.rows import Brought
from aggregator.store.schema import digests, memberships, runs, stories
from aggregator.store.snapshot import Snapshot

Row = Mapping[str, Any]
"""A row of the export, by column."""

_EVENT = func.coalesce(memberships.c.event, stories.c.copy_of, stories.c.id)
"""The event of a story; one that was not grouped yet is with the story that it repeats, or alone."""
_WHOLE_EVENTS = replace(STORIES, group=_EVENT, others={**STORIES.others, "group": _EVENT})
_ORDER = (_EVENT, case((stories.c.published.is_(None), 1), else_=0), stories.c.published, stories.c.id)
_COLUMNS = (
    Column("group", "text", "id of the event, or of the only story"),
    *(column for column in STORIES.columns if column.name not in {"fingerprint", "signals", "section_evidence"}),
    Column("considered", "records", "every name that was seen", "attribution.considered", SEEN),
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event and all its stories, the first published first, undated ones last."""

    id: str
    stories: tuple[Row, ...]

    @property
    def lead(self) -> Row:
        """The story that names the event; the first, if that one is not in the store."""
        return next((story for story in self.stories if story["id"] == self.id), self.stories[0])

    @property
    def outlets(self) -> list[str]:
        """Ids of the outlets, each once, in the order of the stories."""
        return list(dict.fromkeys(story["outlet"] for story in self.stories))

    @property
    def articles(self) -> list[Article]:
        """Its stories that others repeat, each with these."""
        copies: dict[str, list[Row]] = {}
        for story in self.stories:
            if story["copy_of"]:
                copies.setdefault(story["copy_of"], []).append(story)
        return [Article(story, tuple(copies[story["id"]])) for story in self.stories if story["id"] in copies]


@dataclass(frozen=True, slots=True)
class Article:
    """A text in the versions that outlets printed: an original and the stories that repeat it."""

    original: Row
    copies: tuple[Row, ...]

    @property
    def all(self) -> tuple[Row, ...]:
        """All versions, the original first."""
        return self.original, *self.copies


@dataclass(frozen=True, slots=True)
class Visited:
    """The health of an outlet, and the begin of each of its visits in UTC."""

    health: Health
    times: tuple[datetime, ...]


class Material:
    """Reads what the site shows from one snapshot; nothing is kept."""

    def __init__(self, snapshot: Snapshot, registry: Registry, since: datetime | None) -> None:
        self._snapshot, self._registry = snapshot, registry
        self._reader, self._asked = Reader(snapshot, registry), Asked(since=since)

    def events(self) -> Iterator[Event]:
        """Yield every event that has a story fetched since then, with its older stories, by id."""
        rows = self._rows(_WHOLE_EVENTS, _COLUMNS, _ORDER)
        for event, found in groupby(rows, key=itemgetter("group")):
            yield Event(event, tuple(found))

    def editions(self, language: Language) -> list[Row]:
        """Return the editions made since then, the newest first: each in this language, else in another."""
        own_last = sorted(self._rows(EDITIONS, EDITIONS.columns), key=lambda row: row["language"] == language)
        found = {row["edition"]: row for row in own_last}
        return sorted(found.values(), key=itemgetter("day", "window_end", "edition"), reverse=True)

    def document(self, edition: Row) -> Document:
        """Return an edition as it was made; raise `Unreadable` naming the edition and the key that is wrong."""
        of_edition = (digests.c.key == edition["edition"]) & (digests.c.language == edition["language"])
        (row,) = chain.from_iterable(self._snapshot.rows(select(digests.c.document).where(of_edition)))
        try:
            return read_document(row.document)
        except Unreadable as error:
            raise Unreadable(f"{edition['edition']} ({edition['language']}): {error}") from error

    def visited(self) -> dict[str, Visited]:
        """Return the health of each outlet that was visited since then, by id."""
        columns = [column for column in STORIES.columns if column.name in READ]
        figures = stats(self._reader.records(STORIES, self._asked, columns))
        brought = {each.outlet: Brought(each.events, each.alone) for each in figures}
        history = histories(self._reports())
        return {
            health.outlet: Visited(health, tuple(visit.at for visit in history[health.outlet]))
            for health in healths(history, self._registry.outlets, brought, {})
        }

    def _rows(self, table: Table, columns: Sequence[Column], order: Sequence[Any] | None = None) -> Iterator[Row]:
        names = [column.name for column in columns]
        for page in self._reader.pages(table, self._asked, columns, order):
            yield from (dict(zip(names, row, strict=True)) for row in values(page, columns))

    def _reports(self) -> Iterable[Mapping[str, Any]]:
        reports = select(runs.c.started_at, runs.c.report).order_by(runs.c.started_at, runs.c.run)
        if self._asked.since is not None:
            reports = reports.where(runs.c.started_at >= self._asked.since)
        return (dict(row._mapping) for page in self._snapshot.rows(reports) for row in page)
