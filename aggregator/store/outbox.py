"""Deliveries of the editions, on SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, case, func, or_, select, true, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from aggregator.errors import StoreError
from aggregator.models.delivery import STUCK, WAITING, Delivery, DeliveryState, Issue, Publication, Selection
from aggregator.store.database import Database
from aggregator.store.schema import deliveries, publications, published_documents

_BY_OPERATOR = "said by the operator"
_DIED = "the process that sent it died before it knew"
_NOTHING = ""


class SqlOutbox:
    """One row per edition, language and channel, and the documents of each revision."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, connection: Connection, edition: str, language: str, issue: Issue) -> None:
        """Queue what `Digests.save` promises, in its transaction."""
        last = _last(connection, edition, language)
        if last and last.fingerprint == issue.fingerprint:
            _keep_documents(connection, edition, language, last.revision, issue)
            return
        revision = last.revision + 1 if last else 1
        _publish(connection, edition, language, revision, issue)
        if last:
            amended = issue.amendments > last.amendments
            _correct(connection, edition, language, revision, issue if amended else replace(issue, ordered=frozenset()))
        known = _channels(connection, edition, language)
        new = {name: repeatable for name, repeatable in issue.channels.items() if name not in known}
        rows = [
            _new(edition, language, name, revision, repeatable, issue)
            for name, repeatable in new.items()
            if repeatable or not last
        ]
        if rows:
            connection.execute(deliveries.insert(), rows)

    def recover(self, at: datetime) -> list[Delivery]:
        """Set what a dead process left `sending` to `queued` if repeatable, else to `unsure`; return all of it."""
        sending = deliveries.c.state == DeliveryState.SENDING
        queued = {"state": DeliveryState.QUEUED, "due": at, "error": _DIED}
        unsure = {"state": DeliveryState.UNSURE, "error": _DIED}
        return [
            *self._change(and_(sending, deliveries.c.repeatable), at, queued),
            *self._change(and_(sending, ~deliveries.c.repeatable), at, unsure),
        ]

    def follow_up(self, at: datetime) -> list[Delivery]:
        """Queue the ordered revisions whose predecessor has arrived; return them."""
        behind = and_(_in({DeliveryState.SENT}), deliveries.c.ordered > deliveries.c.revision)
        queued = {"state": DeliveryState.QUEUED, "revision": deliveries.c.ordered, "due": at, "attempts": 0}
        return self._change(behind, at, {**queued, "done": _NOTHING, "error": None})

    def due(self, at: datetime, selection: Selection) -> list[Delivery]:
        """Return the waiting deliveries that are due at `at`, oldest edition first."""
        where = and_(_in(WAITING), deliveries.c.due <= at, _selected(selection))
        with self._database.reading() as connection:
            rows = connection.execute(select(deliveries).where(where).order_by(*deliveries.primary_key)).all()
        return [_delivery(row) for row in rows]

    def claim(self, delivery: Delivery, claim: str, at: datetime) -> Delivery | None:
        """Set it `sending` by `claim`, count the attempt and number it; return None if another process was quicker."""
        begun = {"state": DeliveryState.SENDING, "claim": claim, "attempts": deliveries.c.attempts + 1}
        found = self._change(_unchanged(delivery), at, {**begun, **_numbering()})
        return found[0] if found else None

    def hold(self, delivery: Delivery, reason: str, at: datetime) -> Delivery | None:
        """Abandon a waiting delivery without an attempt; return None if another process claimed or changed it."""
        found = self._change(_unchanged(delivery), at, {"state": DeliveryState.ABANDONED, "error": reason})
        return found[0] if found else None

    def record_arrived(self, delivery: Delivery, done: Sequence[str]) -> None:
        """Record the parts that have arrived so far, so that no retry sends them again."""
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(_claimed(delivery)).values(done="\n".join(done)))

    def finish(
        self, delivery: Delivery, state: DeliveryState, error: str | None, at: datetime, due: datetime | None = None
    ) -> bool:
        """Record how the attempt `delivery.claim` ended; return False if a correction was queued meanwhile."""
        arrived = {"arrived": deliveries.c.revision} if state is DeliveryState.SENT else {}
        return bool(self._change(_claimed(delivery), at, {"state": state, "error": error, "due": due or at, **arrived}))

    def resend(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Queue what the operator wants to resend, attempts counted from 0; return it."""
        queued = {"state": DeliveryState.QUEUED, "due": at, "attempts": 0, "error": None, "released": True}
        states = STUCK | {DeliveryState.FAILED} if selection.channel else STUCK
        revision = {"revision": _newest_unless_begun()}
        found = self._change(and_(_in(states), _selected(selection)), at, queued | revision)
        if selection.channel is None or selection.key is None:
            return found
        whole = {**queued, "revision": _newest(), "done": _NOTHING, "arrived": None}
        sent = deliveries.c.state == DeliveryState.SENT
        return [*found, *self._change(and_(sent, _selected(selection)), at, whole)]

    def settle(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Set stuck deliveries `sent` on the operator's word; if a channel is named, waiting ones too."""
        states = STUCK | WAITING if selection.channel else STUCK
        sent = {"state": DeliveryState.SENT, "error": _BY_OPERATOR, "arrived": deliveries.c.revision}
        return self._change(and_(_in(states), _selected(selection)), at, sent)

    def find(self, selection: Selection, states: Sequence[DeliveryState], limit: int | None = None) -> list[Delivery]:
        """Return deliveries in these states, newest edition first."""
        newest = (deliveries.c.edition.desc(), deliveries.c.language, deliveries.c.channel)
        statement = select(deliveries).where(_in(states), _selected(selection)).order_by(*newest).limit(limit)
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(statement)]

    def publication(self, delivery: Delivery) -> Publication:
        """Return the delivery's revision with its documents."""
        with self._database.reading() as connection:
            row = connection.execute(_of(delivery, select(publications.c.fingerprint), publications.c)).one_or_none()
            content = select(published_documents.c.name, published_documents.c.content)
            documents = connection.execute(_of(delivery, content, published_documents.c)).all()
            known = connection.scalar(_known(delivery)) if delivery.arrived else None
        if row is None or not documents:
            name = self._database.backend.name
            raise StoreError(f"{name}: no documents of {delivery.edition}; if gc deleted them, make it again")
        return Publication(
            edition=delivery.edition,
            language=delivery.language,
            revision=delivery.revision,
            fingerprint=row.fingerprint,
            documents={name: bytes(content) for name, content in documents},
            number=delivery.number,
            known=known,
        )

    def _change(self, where: ColumnElement[bool], at: datetime, values: Mapping[str, Any]) -> list[Delivery]:
        """Change rows in one transaction; return the changed rows."""
        statement = update(deliveries).where(where).values(changed_at=at, **values).returning(deliveries)
        with self._database.writing() as connection:
            found = [_delivery(row) for row in connection.execute(statement)]
        return sorted(found, key=lambda delivery: (delivery.edition, delivery.language, delivery.channel))


def _last(connection: Connection, edition: str, language: str) -> Row[Any] | None:
    of_edition = (publications.c.edition == edition, publications.c.language == language)
    newest = publications.c.revision.desc()
    return connection.execute(select(publications).where(*of_edition).order_by(newest).limit(1)).one_or_none()


def _publish(connection: Connection, edition: str, language: str, revision: int, issue: Issue) -> None:
    key = {"edition": edition, "language": language, "revision": revision}
    found = {"fingerprint": issue.fingerprint, "at": issue.at, "amendments": issue.amendments}
    connection.execute(publications.insert(), {**key, **found})
    _write_documents(connection, key, issue)


def _keep_documents(connection: Connection, edition: str, language: str, revision: int, issue: Issue) -> None:
    """Write the documents of a revision again, if they were dropped for their age."""
    key = {"edition": edition, "language": language, "revision": revision}
    here = and_(*(published_documents.c[name] == value for name, value in key.items()))
    if connection.scalar(select(published_documents.c.name).where(here).limit(1)) is None:
        _write_documents(connection, key, issue)


def _write_documents(connection: Connection, key: Mapping[str, Any], issue: Issue) -> None:
    documents = [{**key, "name": name, "content": content} for name, content in issue.documents.items()]
    if documents:
        connection.execute(published_documents.insert(), documents)


def _correct(connection: Connection, edition: str, language: str, revision: int, issue: Issue) -> None:
    """Queue a new revision for each channel that has the edition queued or got it, as far as it gets corrections."""
    rows = connection.execute(select(deliveries).where(*_of_edition(edition, language)).with_for_update()).all()
    for delivery in map(_delivery, rows):
        if values := _correction(delivery, revision, issue):
            connection.execute(update(deliveries).where(_is(delivery)).values(**values))


def _correction(delivery: Delivery, revision: int, issue: Issue) -> dict[str, Any]:
    """Return what a new revision changes in a delivery: a channel that is not repeatable gets it after the one before.

    One that got nothing of the old revision yet gets the new one in its place.
    """
    not_begun = delivery.state in WAITING and not delivery.done
    repeated = delivery.repeatable and issue.channels.get(delivery.channel, False)
    if repeated or not_begun:
        return {
            "revision": revision,
            "state": DeliveryState.QUEUED,
            "attempts": 0,
            "due": issue.due(delivery.channel),
            "done": _NOTHING,
            "error": None,
            "changed_at": issue.at,
        }
    return {"ordered": revision} if delivery.channel in issue.ordered else {}


def _channels(connection: Connection, edition: str, language: str) -> set[str]:
    return set(connection.scalars(select(deliveries.c.channel).where(*_of_edition(edition, language))))


def _of_edition(edition: str, language: str) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.edition == edition, deliveries.c.language == language


def _new(edition: str, language: str, channel: str, revision: int, repeatable: bool, issue: Issue) -> dict[str, Any]:
    return {
        "edition": edition,
        "language": language,
        "channel": channel,
        "revision": revision,
        "repeatable": repeatable,
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "due": issue.due(channel),
        "done": _NOTHING,
        "queued_at": issue.at,
        "changed_at": issue.at,
    }


def _newest() -> Any:
    of_edition = (publications.c.edition == deliveries.c.edition, publications.c.language == deliveries.c.language)
    return select(func.max(publications.c.revision)).where(*of_edition).scalar_subquery()


def _newest_unless_begun() -> Any:
    """Return the newest revision, but keep the old one if parts of it have arrived: revisions must not mix."""
    return case((deliveries.c.done == _NOTHING, _newest()), else_=deliveries.c.revision)


def _unchanged(delivery: Delivery) -> ColumnElement[bool]:
    return and_(_is(delivery), _in(WAITING), deliveries.c.revision == delivery.revision)


def _numbering() -> dict[str, Any]:
    """Return the next number of the channel for what has none yet, or for what follows an arrival under its number."""
    others = deliveries.alias()
    following = select(func.coalesce(func.max(others.c.number), 0) + 1).where(others.c.channel == deliveries.c.channel)
    new = or_(deliveries.c.number.is_(None), deliveries.c.arrived >= deliveries.c.numbered)
    return {
        "number": case((new, following.scalar_subquery()), else_=deliveries.c.number),
        "numbered": case((new, deliveries.c.revision), else_=deliveries.c.numbered),
    }


def _known(delivery: Delivery) -> Select[Any]:
    """Select how many amendments are in the revision that arrived."""
    of_edition = (publications.c.edition == delivery.edition, publications.c.language == delivery.language)
    return select(publications.c.amendments).where(*of_edition, publications.c.revision == delivery.arrived)


def _in(states: Iterable[DeliveryState]) -> ColumnElement[bool]:
    return deliveries.c.state.in_(sorted(states))


def _selected(selection: Selection) -> ColumnElement[bool]:
    """Select by channel, day and name: an edition key is `<date>-<name>`, its date ten characters long."""
    wanted: list[ColumnElement[bool]] = [true()]
    if selection.channel is not None:
        wanted.append(deliveries.c.channel == selection.channel)
    if selection.day is not None:
        wanted.append(func.substr(deliveries.c.edition, 1, 10) == selection.day.isoformat())
    if selection.edition is not None:
        wanted.append(func.substr(deliveries.c.edition, 12) == selection.edition)
    return and_(*wanted)


def _is(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        deliveries.c.edition == delivery.edition,
        deliveries.c.language == delivery.language,
        deliveries.c.channel == delivery.channel,
    )


def _claimed(delivery: Delivery) -> ColumnElement[bool]:
    mine = and_(_is(delivery), deliveries.c.claim == delivery.claim)
    return and_(mine, _in({DeliveryState.SENDING, DeliveryState.UNSURE}))


def _of(delivery: Delivery, statement: Select[Any], columns: ReadOnlyColumnCollection[str, Column[Any]]) -> Select[Any]:
    return statement.where(
        columns.edition == delivery.edition,
        columns.language == delivery.language,
        columns.revision == delivery.revision,
    )


def _delivery(row: Row[Any]) -> Delivery:
    values = dict(row._mapping)
    return Delivery(**{**values, "state": DeliveryState(row.state), "done": tuple(row.done.splitlines())})
