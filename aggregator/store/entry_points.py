"""What is remembered of entry points and hosts, on SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from aggregator.store import RobotsAnswer, Validators
from aggregator.store.database import Database, replacing
from aggregator.store.schema import entry_points, robots


class SqlEntryPoints:
    """Validators of the entry points and the robots.txt of the hosts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def validators(self, outlet: str, url: str) -> Validators:
        """Return what was remembered, or empty validators."""
        known = entry_points.c
        statement = select(known.etag, known.last_modified, known.body_hash)
        with self._database.reading() as connection:
            row = connection.execute(statement.where(known.outlet == outlet, known.url == url)).one_or_none()
        return Validators() if row is None else Validators(*row)

    def remember(self, outlet: str, validators: Mapping[str, Validators], at: datetime) -> None:
        """Remember validators by entry URL, in one transaction."""
        rows = [{"outlet": outlet, "url": url, "at": at, **asdict(found)} for url, found in validators.items()]
        if rows:
            with self._database.writing() as connection:
                connection.execute(replacing(self._database.insert(entry_points)), rows)

    def robots(self, host: str) -> RobotsAnswer | None:
        """Return the remembered robots.txt of `scheme://host[:port]`."""
        statement = select(robots.c.status, robots.c.body, robots.c.fetched_at).where(robots.c.host == host)
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else RobotsAnswer(*row)

    def remember_robots(self, host: str, answer: RobotsAnswer) -> None:
        """Remember a robots.txt in the place of the last."""
        with self._database.writing() as connection:
            connection.execute(replacing(self._database.insert(robots)), {"host": host, **asdict(answer)})
