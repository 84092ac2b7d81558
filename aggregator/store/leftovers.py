"""Rows that nothing needs any more, on SQL: stories, events, digests and runs are not among them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, literal, or_, select

from aggregator.models import LinkState
from aggregator.models.delivery import DeliveryState
from aggregator.store.database import Database
from aggregator.store.links import given_up
from aggregator.store.rows import Leftover
from aggregator.store.schema import (
    deliveries,
    links,
    machine_texts,
    pauses,
    polls,
    publications,
    published_documents,
    refusals,
    stories,
)


class SqlLeftovers:
    """Counts and deletes them by age."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, before: datetime, max_attempts: int, now: datetime) -> list[Leftover]:
        """Return how many rows of each kind are older than a moment, and their size."""
        with self._database.reading() as connection:
            return [
                Leftover(kind, *connection.execute(select(func.count(), _size(table)).where(where)).one())
                for kind, (table, where) in _kinds(before, max_attempts, now).items()
            ]

    def drop(self, before: datetime, max_attempts: int, now: datetime) -> None:
        """Delete the same rows in one transaction."""
        with self._database.writing() as connection:
            for table, where in _kinds(before, max_attempts, now).values():
                connection.execute(delete(table).where(where))


def _kinds(before: datetime, max_attempts: int, now: datetime) -> Mapping[str, tuple[Table, ColumnElement[bool]]]:
    return {
        "links": (links, and_(links.c.changed_at < before, _settled(max_attempts), ~_of_a_story())),
        "refused documents": (refusals, refusals.c.at < before),
        "sent documents": (published_documents, and_(_published(before), ~_wanted())),
        "machine texts": (machine_texts, machine_texts.c.at < before),
        "polls": (polls, polls.c.at < before),
        "pauses": (pauses, pauses.c.until <= now),
    }


def _settled(max_attempts: int) -> ColumnElement[bool]:
    """Select the links that no run asks for again."""
    return or_(links.c.state.in_((LinkState.GONE, LinkState.REFUSED)), given_up(max_attempts))


def _of_a_story() -> ColumnElement[bool]:
    """Select the links whose story is stored: an edition that is made again asks whether its page is gone."""
    return exists().where(stories.c.id == links.c.url_key)


def _published(before: datetime) -> ColumnElement[bool]:
    """Select the documents of revisions that were published before a moment."""
    return exists().where(
        publications.c.edition == published_documents.c.edition,
        publications.c.language == published_documents.c.language,
        publications.c.revision == published_documents.c.revision,
        publications.c.at < before,
    )


def _wanted() -> ColumnElement[bool]:
    """Select the documents of editions that have not arrived everywhere, or whose fate an operator must decide."""
    return exists().where(
        deliveries.c.edition == published_documents.c.edition,
        deliveries.c.language == published_documents.c.language,
        deliveries.c.state != DeliveryState.SENT,
    )


def _size(table: Table) -> ColumnElement[int]:
    """Sum the large columns: bytes of documents, characters of texts."""
    large = {"content", "text", "answer", "url"} & set(table.c.keys())
    sizes = (func.coalesce(func.sum(func.length(table.c[name])), 0) for name in sorted(large))
    return reduce(add, sizes, literal(0))
