"""Entry points and hosts, on SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from aggregator.store.database import Database, replacing
from aggregator.store.rows import RobotsAnswer, Validators
from aggregator.store.schema import entry_points, robots


class SqlEntryPoints:
    """Validators of entry points and robots.txt of hosts."""

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
