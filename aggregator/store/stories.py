"""The stories on SQL, with the bands that find near copies and the documents that were refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    column,
    func,
    literal,
    or_,
    select,
    text,
    type_coerce,
    union_all,
)

from aggregator.models import Attribution, Cited, Considered, LinkState, Names, Precision, SourceKind, Story
from aggregator.store import Candidate, Provisional, Refusal
from aggregator.store.database import Database
from aggregator.store.links import SqlLinks
from aggregator.store.schema import bands, refusals, stories

HOLDERS = 200
"""The most stories, newest first, that one band is followed to. What more than these share (a disclaimer, a
template) tells no copies apart, and following it would make every look-up as slow as the store is large."""

_FIELDS = tuple(field.name for field in fields(Story))
_CANDIDATE = tuple(stories.c[field.name] for field in fields(Candidate))
_LABEL = "label:"
_CREDITED = type_coerce(stories.c.attribution, JSON)["source"].as_string()


def _earliest(field: Column[str]) -> Select[Any]:
    """Build the look-up of the earliest story with a value."""
    wanted = field == bindparam(field.name, type_=field.type)
    rows = select(literal(field.name), *_CANDIDATE).where(wanted).order_by(stories.c.fetched_at, stories.c.id).limit(1)
    return select(rows.subquery())


_SAME = union_all(_earliest(stories.c.canonical_url), _earliest(stories.c.fingerprint))
"""Built once, because it is asked with every story."""


class SqlStories:
    """The stories; a story is kept for ever, copies included."""

    def __init__(self, database: Database, links: SqlLinks) -> None:
        self._database = database
        self._links = links
        known = database.insert(stories).on_conflict_do_nothing(index_elements=["id"])
        self._insert = known.returning(stories.c.number)

    def save(self, story: Story, band_keys: Sequence[int], run: str | None) -> bool:
        """Write the story, its bands and its link's state `stored` in one transaction; False where it is known."""
        with self._database.writing() as connection:
            number = connection.scalar(self._insert, _story_row(story) | {"run": run})
            if number is not None:
                _write_bands(connection, number, band_keys)
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
        """Yield the refused documents, oldest first, of one run or of all."""
        statement = select(refusals)
        if run is not None:
            statement = statement.where(refusals.c.run == run)
        for row in self._database.stream(statement, (refusals.c.at, refusals.c.number)):
            yield Refusal(**{field.name: getattr(row, field.name) for field in fields(Refusal)})

    def get(self, story_id: str) -> Story | None:
        """Return one story."""
        with self._database.reading() as connection:
            row = connection.execute(select(stories).where(stories.c.id == story_id)).one_or_none()
        return None if row is None else _story(row)

    def alike(self, root: str) -> list[Story]:
        """Return a story and those that repeat it, by (fetched_at, id)."""
        wanted = or_(stories.c.id == root, stories.c.copy_of == root)
        statement = select(stories).where(wanted).order_by(stories.c.fetched_at, stories.c.id)
        with self._database.reading() as connection:
            return [_story(row) for row in connection.execute(statement)]

    def same(self, canonical_url: str, fingerprint: str) -> tuple[Candidate | None, Candidate | None]:
        """Return the earliest stored story with this canonical URL, and the earliest with this fingerprint."""
        with self._database.reading() as connection:
            rows = connection.execute(_SAME, {"canonical_url": canonical_url, "fingerprint": fingerprint})
            found = {rule: Candidate(*candidate) for rule, *candidate in rows}
        return found.get("canonical_url"), found.get("fingerprint")

    def candidates(self, band_keys: Sequence[int], since: datetime, most: int = 50) -> list[Candidate]:
        """Return stories fetched since `since` that share a band, those that share most first, then by id."""
        keys = _signed(band_keys)
        if not keys:
            return []
        wanted = {"since": since, "most": most} | {f"key{index}": key for index, key in enumerate(keys)}
        with self._database.reading() as connection:
            return [Candidate(*row) for row in connection.execute(_candidates(len(keys)), wanted)]

    def between(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end), then the undated ones fetched in it, each by time and id."""
        dated = and_(stories.c.published >= start, stories.c.published < end)
        undated = and_(stories.c.published.is_(None), stories.c.fetched_at >= start, stories.c.fetched_at < end)
        order = (stories.c.published.nulls_last(), stories.c.id)
        statement = select(stories).where(or_(dated, undated)).order_by(*order)
        with self._database.reading() as connection:
            return [_story(row) for row in connection.execute(statement)]

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Yield stories by (fetched_at, id), streaming; bounds are on `fetched_at`, the second exclusive."""
        statement = select(stories)
        if since is not None:
            statement = statement.where(stories.c.fetched_at >= since)
        if until is not None:
            statement = statement.where(stories.c.fetched_at < until)
        return map(_story, self._database.stream(statement, (stories.c.fetched_at, stories.c.id)))

    def provisional(self, since: datetime | None = None) -> Iterator[Provisional]:
        """Yield the stories credited to `label:…`, oldest first, streaming, without their texts."""
        wanted = (stories.c.id, stories.c.fetched_at, stories.c.outlet, stories.c.url, _CREDITED.label("credited"))
        statement = select(*wanted).where(_CREDITED.startswith(_LABEL))
        if since is not None:
            statement = statement.where(stories.c.fetched_at >= since)
        for row in self._database.stream(statement, (stories.c.fetched_at, stories.c.id)):
            yield Provisional(row.credited.removeprefix(_LABEL), row.outlet, row.url, row.fetched_at)


def _signed(keys: Sequence[int]) -> list[int]:
    """Map 64-bit keys, signed or not, to the signed ones that both engines store; each once, in order."""
    return sorted({(key + (1 << 63)) % (1 << 64) - (1 << 63) for key in keys})


def _write_bands(connection: Connection, story: int, keys: Sequence[int]) -> None:
    if keys:
        connection.execute(bands.insert(), [{"key": key, "story": story} for key in _signed(keys)])


@lru_cache(maxsize=64)
def _candidates(keys: int) -> Select[Any]:
    """Build the look-up of so many keys; the limit on the sharing stories comes before their texts are read."""
    sharing = _sharing(keys)
    chosen = (
        select(stories.c.number, sharing.c.shared)
        .join(sharing, sharing.c.story == stories.c.number)
        .where(stories.c.fetched_at >= bindparam("since", type_=stories.c.fetched_at.type))
        .order_by(sharing.c.shared.desc(), stories.c.id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    found = select(*_CANDIDATE).join(chosen, chosen.c.number == stories.c.number)
    return found.order_by(chosen.c.shared.desc(), stories.c.id)


def _sharing(keys: int) -> Subquery:
    """Count the bands that each story shares, following every band to its newest holders only.

    Text, because to assemble dozens of terms anew costs more than to run them.
    """
    newest = "SELECT story FROM (SELECT story FROM bands WHERE key = :key{0} ORDER BY story DESC LIMIT {1}) AS band{0}"
    terms = " UNION ALL ".join(newest.format(index, HOLDERS) for index in range(keys))
    held = text(terms).columns(column("story", BigInteger)).subquery("held")
    return select(held.c.story, func.count().label("shared")).group_by(held.c.story).subquery("sharing")


def _story_row(story: Story) -> dict[str, Any]:
    row = {name: getattr(story, name) for name in _FIELDS}
    return row | {"attribution": None if story.attribution is None else asdict(story.attribution)}


def _story(row: Row[Any]) -> Story:
    values = {name: getattr(row, name) for name in _FIELDS}
    precision = row.published_precision
    values["published_precision"] = precision and Precision(precision)
    values["section_evidence"] = tuple(row.section_evidence)
    values["attribution"] = row.attribution and _attribution(row.attribution)
    return Story(**values)


def _attribution(value: Mapping[str, Any]) -> Attribution:
    """Read an attribution; one that an earlier version wrote lacks what that version did not know."""
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
