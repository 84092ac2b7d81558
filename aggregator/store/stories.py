"""Stories with their bands, and refused documents, on SQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Row,
    ScalarSelect,
    and_,
    bindparam,
    or_,
    select,
    type_coerce,
    update,
)

from aggregator.models import (
    OF_LABEL,
    Attribution,
    Cited,
    Considered,
    LinkState,
    Names,
    Origin,
    Precision,
    Seen,
    SourceKind,
    Story,
)
from aggregator.store.bands import drop_bands, month_of, months_between, sharing, write_bands
from aggregator.store.database import Database
from aggregator.store.lines import count_lines, counting, day_of, seen_lines
from aggregator.store.links import SqlLinks
from aggregator.store.rows import Candidate, Provisional, Refusal
from aggregator.store.schema import refusals, repeated_lines, stories
from aggregator.text.marks import embargo_of
from aggregator.urls import story_id

_FIELDS = tuple(field.name for field in fields(Story) if field.name != "copied_by")
_COLUMNS = tuple(column.name for column in stories.columns if column is not stories.c.number)
_CANDIDATE = tuple(stories.c[field.name] for field in fields(Candidate))
_ID_PREFIX = re.compile(r"[0-9a-f]{3,16}")
_CREDITED = type_coerce(stories.c.attribution, JSON)["source"].as_string()


def _earliest(field: Column[str], wanted: str) -> ScalarSelect[int]:
    """Build the query for the number of the first stored story with a value."""
    matches = and_(field == bindparam(wanted, type_=field.type), field != "")
    return select(stories.c.number).where(matches).order_by(stories.c.number).limit(1).scalar_subquery()


_SAME = select(
    _earliest(stories.c.id, "key"), _earliest(stories.c.canonical_key, "key"), _earliest(stories.c.fingerprint, "print")
)
_BY_NUMBER = select(stories.c.number, *_CANDIDATE).where(stories.c.number.in_(bindparam("numbers", expanding=True)))


class SqlStories:
    """One row per story, copies included; none is ever deleted."""

    def __init__(self, database: Database, links: SqlLinks) -> None:
        self._database = database
        self._links = links
        known = database.insert(stories).on_conflict_do_nothing(index_elements=["id"])
        self._insert = database.prepared(known.returning(stories.c.number), _COLUMNS)
        self._counting = database.prepared(counting(database.insert(repeated_lines)))
        self._same = database.prepared(_SAME)

    def save(self, story: Story, band_keys: Sequence[int], run: str | None, lines: Collection[int] = ()) -> bool:
        """Write the story, its bands and the state `stored` of its link; return False if it is stored already."""
        with self._database.writing() as connection:
            number = self._insert.run(connection, _story_row(story) | {"run": run}).scalar()
            if number is not None:
                original = _number_of(connection, story.copied_by.story if story.copied_by else story.copy_of)
                write_bands(connection, month_of(story.fetched_at), number, band_keys, original)
                _take_over(connection, story)
                day = day_of(story.fetched_at)
                count_lines(connection, self._counting, story.outlet, day, lines)
            self._links.settle(
                connection,
                outlet=story.outlet,
                url=story.url,
                state=LinkState.STORED,
                at=story.fetched_at,
                story=story.id,
            )
        return number is not None

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refused document and set its link `refused`, in one transaction."""
        row = {field.name: getattr(refusal, field.name) for field in fields(Refusal)}
        with self._database.writing() as connection:
            connection.execute(refusals.insert(), row)
            self._links.settle(
                connection,
                outlet=refusal.outlet,
                url=refusal.url,
                state=LinkState.REFUSED,
                at=refusal.at,
                reason=f"{refusal.stage}: {refusal.reason}",
            )

    def refusals(self, run: str | None = None) -> Iterator[Refusal]:
        """Yield the refused documents of one run or of all, oldest first."""
        statement = select(refusals)
        if run is not None:
            statement = statement.where(refusals.c.run == run)
        for row in self._database.stream(statement, (refusals.c.at, refusals.c.number)):
            yield Refusal(**{field.name: getattr(row, field.name) for field in fields(Refusal)})

    def get(self, story_id: str) -> Story | None:
        """Return one story."""
        with self._database.reading() as connection:
            row = connection.execute(select(stories).where(stories.c.id == story_id)).one_or_none()
        return None if row is None else story_of(row)

    def find(self, words: str, limit: int) -> list[Story]:
        """Return the stories whose id begins with this, or else whose title has all these words, latest first."""
        begins = [stories.c.id.startswith(words)] if _ID_PREFIX.fullmatch(words) else []
        has = [stories.c.title.icontains(word, autoescape=True) for word in words.split()]
        latest = (stories.c.fetched_at.desc(), stories.c.id)
        with self._database.reading() as connection:
            for conditions in filter(None, (begins, has)):
                query = select(stories).where(*conditions).order_by(*latest).limit(limit)
                if found := [story_of(row) for row in connection.execute(query)]:
                    return found
        return []

    def alike(self, root: str) -> list[Story]:
        """Return a story and its copies, by (fetched_at, id)."""
        wanted = or_(stories.c.id == root, stories.c.copy_of == root)
        statement = select(stories).where(wanted).order_by(stories.c.fetched_at, stories.c.id)
        with self._database.reading() as connection:
            return [story_of(row) for row in connection.execute(statement)]

    def same(self, canonical_url: str, fingerprint: str) -> tuple[Candidate | None, Candidate | None]:
        """Return the story at a canonical URL, or the first to name it, and the first with a fingerprint."""
        with self._database.reading() as connection:
            key = story_id(canonical_url)
            at, named, printed = list(self._same.run(connection, {"key": key, "print": fingerprint}).one())
            found = _candidates(connection, {at or named, printed} - {None})
        return found.get(at or named), found.get(printed)

    def candidates(
        self, band_keys: Sequence[int], since: datetime, until: datetime, limit: int = 10
    ) -> list[Candidate]:
        """Return stories of the months of [since, until] that share bands, most shared first, then first stored."""
        with self._database.reading() as connection:
            shared = sharing(connection, months_between(since, until), band_keys)
            chosen = sorted(shared, key=lambda number: (-shared[number], number))[:limit]
            found = _candidates(connection, chosen)
        return [found[number] for number in chosen]

    def drop_bands(self, before: datetime) -> int:
        """Delete the bands of the UTC months that ended before a moment; return how many there were."""
        with self._database.writing() as connection:
            return drop_bands(connection, month_of(before))

    def seen_lines(self, outlets: Collection[str], since: datetime, before: datetime) -> dict[str, dict[int, Seen]]:
        """Return what each outlet has printed in several stories fetched on the UTC days of [since, before)."""
        with self._database.reading() as connection:
            return seen_lines(connection, outlets, day_of(since), day_of(before))

    def between(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) by (published, id), then the undated ones fetched in it."""
        dated = and_(stories.c.published >= start, stories.c.published < end)
        undated = and_(stories.c.published.is_(None), stories.c.fetched_at >= start, stories.c.fetched_at < end)
        order = (stories.c.published.nulls_last(), stories.c.id)
        statement = select(stories).where(or_(dated, undated)).order_by(*order)
        with self._database.scanning() as connection:
            return [story_of(row) for row in connection.execute(statement)]

    def held(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) under an embargo, by (published, id)."""
        dated = and_(stories.c.held, stories.c.published >= start, stories.c.published < end)
        with self._database.reading() as connection:
            rows = connection.execute(select(stories).where(dated).order_by(stories.c.published, stories.c.id))
            return [story_of(row) for row in rows]

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Yield the stories fetched in [since, until) by (fetched_at, id), streaming."""
        statement = select(stories)
        if since is not None:
            statement = statement.where(stories.c.fetched_at >= since)
        if until is not None:
            statement = statement.where(stories.c.fetched_at < until)
        return map(story_of, self._database.stream(statement, (stories.c.fetched_at, stories.c.id)))

    def provisional(self, since: datetime | None = None) -> Iterator[Provisional]:
        """Yield the stories credited to `label:…`, oldest first, streaming, without reading their texts."""
        wanted = (stories.c.id, stories.c.fetched_at, stories.c.outlet, stories.c.url, _CREDITED.label("credited"))
        statement = select(*wanted).where(_CREDITED.startswith(OF_LABEL))
        if since is not None:
            statement = statement.where(stories.c.fetched_at >= since)
        for row in self._database.stream(statement, (stories.c.fetched_at, stories.c.id)):
            yield Provisional(row.credited.removeprefix(OF_LABEL), row.outlet, row.url, row.fetched_at)


def _number_of(connection: Connection, story: str | None) -> int | None:
    if story is None:
        return None
    number: int | None = connection.scalar(select(stories.c.number).where(stories.c.id == story))
    return number


def _candidates(connection: Connection, numbers: Collection[int]) -> dict[int, Candidate]:
    rows = connection.execute(_BY_NUMBER, {"numbers": list(numbers)}) if numbers else ()
    return {number: Candidate(*candidate) for number, *candidate in rows}


def _take_over(connection: Connection, story: Story) -> None:
    """Make a story the original of the previous original and of its copies, which keep their scores."""
    if (repeat := story.copied_by) is None:
        return
    so_far = and_(stories.c.id == repeat.story, stories.c.copy_of.is_(None))
    linked = {"copy_of": story.id, "copy_rule": repeat.rule, "copy_score": repeat.score}
    connection.execute(update(stories).where(so_far).values(linked))
    connection.execute(update(stories).where(stories.c.copy_of == repeat.story).values(copy_of=story.id))


def _story_row(story: Story) -> dict[str, Any]:
    row = {name: getattr(story, name) for name in _FIELDS}
    return row | {
        "canonical_key": story_id(story.canonical_url),
        "held": embargo_of(story.title, story.text) is not None,
    }


def story_of(row: Row[Any]) -> Story:
    """Read a row of the table."""
    values = {name: getattr(row, name) for name in _FIELDS}
    precision = row.published_precision
    values["published_precision"] = precision and Precision(precision)
    values["section_evidence"] = tuple(row.section_evidence)
    values["attribution"] = row.attribution and _attribution(row.attribution)
    values["origin"] = row.origin and Origin(**row.origin)
    return Story(**values)


def _attribution(value: Mapping[str, Any]) -> Attribution:
    """Read an attribution; one from an earlier version lacks the fields that version did not have."""
    relayed = value.get("relayed")
    parts = {
        "name": Names(**value["name"]),
        "kind": SourceKind(value["kind"]),
        "cited": tuple(map(_cited, value["cited"])),
        "chain": tuple(value.get("chain", ())),
        "relayed": relayed and _cited(relayed),
        "considered": tuple(Considered(**seen) for seen in value.get("considered", ())),
    }
    return Attribution(**{**value, **parts})


def _cited(value: Mapping[str, Any]) -> Cited:
    return Cited(**{**value, "kind": SourceKind(value.get("kind", SourceKind.PROVISIONAL))})
