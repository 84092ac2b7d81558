"""Entry points and hosts, on SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from aggregator.store.database import Database, replacing
from aggregator.store.rows import Pause, Poll, Polled, RobotsAnswer, Validators
from aggregator.store.schema import entry_points, pauses, polls, robots


class SqlEntryPoints:
    """Validators of entry points, polls of outlets, robots.txt and pauses of hosts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def validators(self, outlet: str, url: str) -> Validators:
        """Return the validators of an entry point; empty ones if it is unknown."""
        known = entry_points.c
        statement = select(known.etag, known.last_modified, known.body_hash)
        with self._database.reading() as connection:
            row = connection.execute(statement.where(known.outlet == outlet, known.url == url)).one_or_none()
        return Validators() if row is None else Validators(*row)

    def remember(self, outlet: str, validators: Mapping[str, Validators], at: datetime) -> None:
        """Write validators by entry URL, in one transaction."""
        rows = [{"outlet": outlet, "url": url, "at": at, **asdict(found)} for url, found in validators.items()]
        if rows:
            with self._database.writing() as connection:
                connection.execute(replacing(self._database.insert(entry_points)), rows)

    def robots(self, host: str) -> RobotsAnswer | None:
        """Return the robots.txt of `scheme://host[:port]`."""
        statement = select(robots.c.status, robots.c.body, robots.c.fetched_at).where(robots.c.host == host)
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else RobotsAnswer(*row)

    def remember_robots(self, host: str, answer: RobotsAnswer) -> None:
        """Write a robots.txt over the last one."""
        with self._database.writing() as connection:
            connection.execute(replacing(self._database.insert(robots)), {"host": host, **asdict(answer)})

    def polls(self, outlet: str | None = None) -> dict[str, Polled]:
        """Return the last polls of each outlet, or of one, by its id."""
        wanted = select(polls) if outlet is None else select(polls).where(polls.c.outlet == outlet)
        with self._database.reading() as connection:
            return {row.outlet: _polled(row) for row in connection.execute(wanted)}

    def record_poll(self, outlet: str, polled: Polled) -> None:
        """Write the last polls of an outlet."""
        good = [{**asdict(poll), "at": poll.at.isoformat()} for poll in polled.good]
        with self._database.writing() as connection:
            row = {"outlet": outlet, **asdict(polled), "good": good}
            connection.execute(replacing(self._database.insert(polls)), row)

    def pauses(self, now: datetime) -> dict[str, Pause]:
        """Return the pauses that are not over, by host."""
        statement = select(pauses).where(pauses.c.until > now).order_by(pauses.c.host)
        with self._database.reading() as connection:
            return {row.host: Pause(*row) for row in connection.execute(statement)}

    def remember_pause(self, pause: Pause) -> None:
        """Write a pause, unless a longer one of its host is known."""
        new = self._database.insert(pauses)
        values = {"until": new.excluded.until, "reason": new.excluded.reason}
        longer = new.on_conflict_do_update(
            index_elements=["host"], set_=values, where=new.excluded.until > pauses.c.until
        )
        with self._database.writing() as connection:
            connection.execute(longer, asdict(pause))


def _polled(row: Row[Any]) -> Polled:
    good = (Poll(datetime.fromisoformat(poll["at"]), poll["seen"], poll["new"]) for poll in row.good)
    return Polled(row.at, row.failures, row.stated, tuple(good))
