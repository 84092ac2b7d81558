"""The ledger of links on SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, and_, func, not_, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from aggregator.models import Link, LinkState, Precision
from aggregator.store.batches import batched
from aggregator.store.database import MAX_PARAMETERS, Database, Insert
from aggregator.store.rows import LinkRow
from aggregator.store.schema import links as ledger
from aggregator.store.schema import stories
from aggregator.store.types import storable
from aggregator.urls import story_id

_ANNOUNCED = tuple(field.name for field in fields(Link) if field.name != "content")
_UNREAD = ledger.c.state.in_([LinkState.DISCOVERED, LinkState.FAILED])
_SETTLED = ("outlet", "url", "url_key", "state", "reason", "attempts", "discovered_at", "changed_at", "story")
_STATES_TO_MARK = frozenset({LinkState.FAILED, LinkState.GONE, LinkState.REFUSED})


def url_key(url: str) -> str:
    """Return the id of the story at a URL, equal for all variants of the URL: it identifies a link of an outlet."""
    return story_id(storable(url))


class SqlLinks:
    """One row per link that an outlet announced."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Built once: building them takes longer than running them.
        self._discover = _unless_known(database.insert(ledger))
        self._settle = database.prepared(_unless_stored(database.insert(ledger)), _SETTLED)

    def discover(self, links: Sequence[Link], at: datetime) -> list[Link]:
        """Write the unknown links as `discovered`; return exactly those, in order.

        One whose story another outlet has brought is written as `stored` and not returned.
        """
        firsts: dict[tuple[str, str], Link] = {}
        for link in links:
            firsts.setdefault((link.outlet, url_key(link.url)), link)
        new = self._write_new([_discovered(link, at) for link in firsts.values()], at) if firsts else set()
        return [link for identity, link in firsts.items() if identity in new]

    def _write_new(self, rows: list[dict[str, Any]], at: datetime) -> set[tuple[str, str]]:
        with self._database.writing() as connection:
            new = {(row.outlet, row.url_key) for row in connection.execute(self._discover, rows)}
            stored = _stored(connection, {key for _, key in new})
            for outlet, key in sorted(identity for identity in new if identity[1] in stored):
                connection.execute(_settle_found(outlet, key, at))
        return {identity for identity in new if identity[1] not in stored}

    def pending(self, outlet: str, max_attempts: int, failed_before: datetime, most: int | None = None) -> list[Link]:
        """Return the `discovered` links, then the `failed` ones to retry, each oldest first; `most` of them."""
        retried = and_(
            ledger.c.state == LinkState.FAILED,
            ledger.c.attempts < max_attempts,
            ledger.c.changed_at < failed_before,
        )
        statement = (
            select(ledger)
            .where(ledger.c.outlet == outlet, or_(ledger.c.state == LinkState.DISCOVERED, retried))
            .order_by(retried, ledger.c.discovered_at, ledger.c.number)
            .limit(most)
        )
        with self._database.reading() as connection:
            return [_link(row) for row in connection.execute(statement)]

    def mark(self, outlet: str, url: str, state: LinkState, reason: str, at: datetime) -> None:
        """Set a link `failed` (counts an attempt), `gone` or `refused`; a `stored` link stays `stored`."""
        if state not in _STATES_TO_MARK:
            raise ValueError(f"a link cannot be marked {state}")
        with self._database.writing() as connection:
            self.settle(connection, outlet=outlet, url=url, state=state, at=at, reason=reason)

    def get(self, outlet: str, url: str) -> LinkRow | None:
        """Return a link by its outlet and any variant of its URL."""
        statement = select(ledger).where(ledger.c.outlet == outlet, ledger.c.url_key == url_key(url))
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else _link_row(row)

    def unread(self, outlet: str | None = None) -> list[LinkRow]:
        """Return the links of an outlet, or of all, that wait for a later run or were given up, oldest first."""
        here = _UNREAD if outlet is None else and_(_UNREAD, ledger.c.outlet == outlet)
        statement = select(ledger).where(here).order_by(ledger.c.discovered_at, ledger.c.number)
        with self._database.reading() as connection:
            return [_link_row(row) for row in connection.execute(statement)]

    def count_unread(self, outlet: str, max_attempts: int, since: datetime) -> tuple[int, int]:
        """Return how many links of an outlet wait for a later run, and how many were given up at `since` or later."""
        spent = given_up(max_attempts)
        counts = select(func.count().filter(not_(spent)), func.count().filter(spent, ledger.c.changed_at >= since))
        with self._database.reading() as connection:
            waiting, ended = connection.execute(counts.where(_UNREAD, ledger.c.outlet == outlet)).one()
        return waiting, ended

    def newest(self, outlet: str, limit: int) -> list[str]:
        """Return the URLs of an outlet's stored links, the last discovered first."""
        stored = and_(ledger.c.outlet == outlet, ledger.c.state == LinkState.STORED)
        statement = select(ledger.c.url).where(stored).order_by(ledger.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return list(connection.scalars(statement))

    def gone(self, since: datetime, until: datetime) -> list[LinkRow]:
        """Return the links that became `gone` in [since, until), by outlet."""
        became = and_(ledger.c.state == LinkState.GONE, ledger.c.changed_at >= since, ledger.c.changed_at < until)
        statement = select(ledger).where(became).order_by(ledger.c.outlet, ledger.c.number)
        with self._database.reading() as connection:
            return [_link_row(row) for row in connection.execute(statement)]

    def settle(
        self,
        connection: Connection,
        *,
        outlet: str,
        url: str,
        state: LinkState,
        at: datetime,
        reason: str | None = None,
        story: str | None = None,
    ) -> None:
        """Write what became of a link, in the connection's transaction; a `stored` link stays `stored`."""
        self._settle.run(connection, _settled(outlet, url, at, state) | {"reason": reason, "story": story})


def given_up(max_attempts: int) -> ColumnElement[bool]:
    """Select the links that had as many bad answers as a link may have."""
    return and_(ledger.c.state == LinkState.FAILED, ledger.c.attempts >= max_attempts)


def _unless_known(insert: Insert) -> ReturningInsert[str, str]:
    new = insert.on_conflict_do_nothing(index_elements=["outlet", "url_key"])
    return new.returning(ledger.c.outlet, ledger.c.url_key)


def _unless_stored(insert: Insert) -> Insert:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=["outlet", "url_key"],
        set_={
            "state": new.state,
            "reason": new.reason,
            "story": new.story,
            "attempts": ledger.c.attempts + new.attempts,
            "changed_at": new.changed_at,
        },
        where=ledger.c.state != LinkState.STORED,
    )


def _stored(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of the ids that are stories."""
    found = set[str]()
    for part in batched(sorted(ids), MAX_PARAMETERS):
        found.update(connection.scalars(select(stories.c.id).where(stories.c.id.in_(part))))
    return found


def _settle_found(outlet: str, key: str, at: datetime) -> Update:
    """Build the update for a new link whose story is stored."""
    here = and_(ledger.c.outlet == outlet, ledger.c.url_key == key)
    return update(ledger).where(here).values(state=LinkState.STORED, story=key, changed_at=at)


def _settled(outlet: str, url: str, at: datetime, state: LinkState) -> dict[str, Any]:
    return {
        "outlet": outlet,
        "url": url,
        "url_key": url_key(url),
        "state": state,
        "attempts": int(state is LinkState.FAILED),
        "discovered_at": at,
        "changed_at": at,
    }


def _discovered(link: Link, at: datetime) -> dict[str, Any]:
    announced = {name: getattr(link, name) for name in _ANNOUNCED}
    return announced | _settled(link.outlet, link.url, at, LinkState.DISCOVERED)


def _link(row: Row[Any]) -> Link:
    announced = {name: getattr(row, name) for name in _ANNOUNCED}
    precision = row.published_precision
    return Link(**announced | {"published_precision": precision and Precision(precision)})


def _link_row(row: Row[Any]) -> LinkRow:
    return LinkRow(
        link=_link(row),
        state=LinkState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        discovered_at=row.discovered_at,
        changed_at=row.changed_at,
        story=row.story,
    )
