"""Read a table of the export from a snapshot of the store, with what the scratch tables need."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Select, Text, cast, null, select, union_all
from sqlalchemy import Table as Stored

from aggregator.exports.columns import NESTED, Column
from aggregator.exports.table import Cell, Table
from aggregator.formats.document import printed_in
from aggregator.models import Story
from aggregator.registry import Registry
from aggregator.store.batches import batched
from aggregator.store.database import MAX_PARAMETERS
from aggregator.store.schema import digests, stories
from aggregator.store.snapshot import PAGE, Snapshot, fates, headings, omitted, places, printed, recredited
from aggregator.store.stories import story_of

Page = Sequence[Sequence[Any]]
"""Rows of a table: values in the order of its columns; what is nested is JSON, as text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows that are asked for."""

    since: datetime | None = None
    """First moment, inclusive."""
    until: datetime | None = None
    """Last moment, exclusive."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Filter → the values that it may have; a table that lacks it is not narrowed."""
    after: int | None = None
    """Number after which the rows are new."""


class Reader:
    """Reads tables from one snapshot; scratch tables are filled once."""

    def __init__(self, snapshot: Snapshot, registry: Registry) -> None:
        self._snapshot, self._registry = snapshot, registry
        self._filled = set[Stored]()

    def pages(
        self, table: Table, asked: Asked, columns: Sequence[Column] | None = None, order: Sequence[Any] | None = None
    ) -> Iterator[Page]:
        """Yield the rows of a table in their order."""
        columns = columns or table.columns
        if table.fold is None:
            return self._rows(table, asked, map(table.expression, columns), order)
        return self._folded(table, asked, columns)

    def records(self, table: Table, asked: Asked, columns: Sequence[Column]) -> Iterator[Mapping[str, Any]]:
        """Yield the rows of a table as mappings by the names of columns; what is nested is JSON, as text."""
        names = [column.name for column in columns]
        for page in self.pages(table, asked, columns):
            yield from (dict(zip(names, row, strict=True)) for row in page)

    def cells(self, table: Table, asked: Asked, columns: Sequence[Column]) -> tuple[Sequence[Cell], Iterator[Page]]:
        """Return the cells that columns are read from, and rows of them, in the order of the table."""
        found = table.cells(columns)
        if table.fold is None:
            return found, self._snapshot.tuples(self._query(table, asked, map(table.cell_value, found)))
        return found, self._folded(table, asked, columns)

    def _rows(
        self, table: Table, asked: Asked, values: Iterable[ColumnElement[Any]], order: Sequence[Any] | None = None
    ) -> Iterator[Page]:
        yield from self._snapshot.rows(self._query(table, asked, values, order))

    def _query(
        self, table: Table, asked: Asked, values: Iterable[ColumnElement[Any]], order: Sequence[Any] | None = None
    ) -> Select[Any]:
        """Return the query for rows, its scratch tables filled."""
        self._prepare(table.needs)
        query = select(*values).select_from(table.rows)
        return _narrowed(query, table, asked).order_by(*(order or table.order))

    def _folded(self, table: Table, asked: Asked, columns: Sequence[Column]) -> Iterator[Page]:
        assert table.fold is not None
        rows = self._rows(table, asked, (value.label(name) for name, value in table.values.items()))
        folded = table.fold(chain.from_iterable(rows))  # type: ignore[arg-type]
        yield from batched((_encoded(columns, values) for values in folded), PAGE)

    def last_number(self, table: Table) -> int:
        """Return the highest number of a table that has one; 0 if it is empty."""
        assert table.number is not None
        newest = select(table.number).order_by(table.number.desc()).limit(1)
        return next((page[0][0] for page in self._snapshot.rows(newest)), 0)

    def _prepare(self, needed: Iterable[Stored]) -> None:
        wanted = set(needed) | ({places, omitted} if fates in needed else set())
        for scratch in _FILL:
            if scratch in wanted and scratch not in self._filled:
                self._filled.add(scratch)
                self._snapshot.fill(scratch, _FILL[scratch](self._snapshot, self._registry))


def values(page: Page, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """Yield the rows of a page with what is nested as lists and mappings."""
    nested = [place for place, column in enumerate(columns) if column.type in NESTED]
    for row in page:
        cells = list(row)
        for place in nested:
            cells[place] = json.loads(cells[place]) if cells[place] else None
        yield cells


def _narrowed(query: Select[Any], table: Table, asked: Asked) -> Select[Any]:
    conditions = [*_conditions(table, asked)]
    if table.group is None or not conditions:
        return query.where(*conditions)
    asked_for = select(table.group).select_from(table.rows).where(*conditions).correlate(None)
    return query.where(table.group.in_(asked_for))


def _conditions(table: Table, asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.since is not None:
        yield table.moment >= asked.since
    if asked.until is not None:
        yield table.moment < asked.until
    if asked.after is not None and table.number is not None:
        yield table.number > asked.after
    if table.where is not None:
        yield table.where
    for name, among in asked.only.items():
        if name in table.filters:
            yield table.filters[name].in_(among)


def _encoded(columns: Sequence[Column], values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        json.dumps(values[column.name], ensure_ascii=False) if column.type in NESTED else values[column.name]
        for column in columns
    )


def _recredited(snapshot: Snapshot, registry: Registry) -> Iterator[dict[str, Any]]:
    """Yield the stories whose credit an operator set. Only they are read whole."""
    if not registry.credits:
        return
    narrow = select(stories.c.id, stories.c.url, stories.c.source_label).order_by(stories.c.number)
    for page in snapshot.rows(narrow):
        found = [row.id for row in page if any(credit.matches(typing.cast(Story, row)) for credit in registry.credits)]
        for part in batched(found, MAX_PARAMETERS):
            for whole in snapshot.rows(select(stories).where(stories.c.id.in_(part))):
                credited = map(registry.recredited, map(story_of, whole))
                yield from ({"story": story.id, "attribution": _as_text(story)} for story in credited)


def _as_text(story: Story) -> dict[str, Any]:
    assert story.attribution is not None  # an operator has set it
    return asdict(story.attribution)


def _documents(snapshot: Snapshot) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Yield the digests one by one: their key, language and time, and their document."""
    known = select(digests.c.key, digests.c.language, digests.c.at).order_by(digests.c.key, digests.c.language.desc())
    for digest in [*chain.from_iterable(snapshot.rows(known))]:
        one = select(digests.c.document).where(digests.c.key == digest.key, digests.c.language == digest.language)
        for page in snapshot.rows(one):
            yield {"edition": digest.key, "language": digest.language, "at": digest.at}, page[0].document


def _headings(snapshot: Snapshot, _: Registry) -> Iterator[dict[str, Any]]:
    for digest, document in _documents(snapshot):
        yield digest | {
            "heading": document["edition"],
            "highlights": _text(document["highlights"]),
            "notes": _text(document["notes"]),
            "entries": len(printed_in(document)),
            "omissions": len(document["left"]),
        }


def _printed(snapshot: Snapshot, _: Registry) -> Iterator[dict[str, Any]]:
    for digest, document in _documents(snapshot):
        for section, entry in printed_in(document):
            place = {"number": entry["number"], "section": section["id"], "section_name": section["name"]}
            yield digest | place | {"story": entry["stories"][0], "entry": entry}


def _omitted(snapshot: Snapshot, _: Registry) -> Iterator[dict[str, Any]]:
    for digest, document in _documents(snapshot):
        for position, left in enumerate(document["left"]):
            yield digest | left | {"position": position}


def _places(snapshot: Snapshot, _: Registry) -> Iterator[dict[str, Any]]:
    """Yield the entries that each story is behind; a translated entry has the number of the one that it translates."""
    for edition, documents in groupby(_documents(snapshot), key=lambda found: found[0]["edition"]):
        entries = [entry for _, document in documents for _, entry in printed_in(document)]
        leads = {(entry["stories"][0], entry["number"]) for entry in entries}
        behind = {(story, entry["number"]) for entry in entries for story in entry["stories"]}
        for story, number in sorted(behind):
            yield {"story": story, "edition": edition, "number": number, "lead": (story, number) in leads}


def _fates(snapshot: Snapshot, _: Registry) -> Iterator[dict[str, Any]]:
    no_entry = (cast(null(), Integer).label("number"), cast(null(), Boolean).label("lead"))
    no_stage = (cast(null(), Text).label("stage"), cast(null(), Text).label("reason"))
    left = select(omitted.c.story, omitted.c.edition, *no_entry, omitted.c.stage, omitted.c.reason).distinct()
    printed_in = select(places, *no_stage)
    both = union_all(printed_in, left).subquery()
    ordered = select(both).order_by(both.c.story, both.c.edition, both.c.number, both.c.stage, both.c.reason)
    for story, found in groupby(chain.from_iterable(snapshot.rows(ordered)), key=attrgetter("story")):
        rows = list(found)
        editions = [
            {"edition": row.edition, "number": row.number, "lead": bool(row.lead)} for row in rows if row.stage is None
        ]
        omissions = [
            {"edition": row.edition, "stage": row.stage, "reason": row.reason} for row in rows if row.stage is not None
        ]
        yield {"story": story, "editions": _text(editions), "omissions": _text(omissions)}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_FILL: Mapping[Stored, Callable[[Snapshot, Registry], Iterator[dict[str, Any]]]] = {
    recredited: _recredited,
    headings: _headings,
    printed: _printed,
    omitted: _omitted,
    places: _places,
    fates: _fates,
}
"""In the order in which they are filled: the last is made of those before it."""
