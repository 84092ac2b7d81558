"""Leases, on SQL: work that one of many workers has at a time, for as long as it says that it lives.

A lease is taken over once it ends. Its token counts the holders, and whoever writes under it proves by the token that
it is still theirs, in the same transaction (Kleppmann, Designing Data-Intensive Applications, ch. 8: fencing tokens).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from aggregator.errors import LeaseHeld, LeaseLost
from aggregator.store.database import Database
from aggregator.store.rows import Lease
from aggregator.store.schema import leases

IDLE = 30
"""Seconds after which the server ends a transaction under a lease whose process says nothing: the network is cut."""
WAIT = 5
"""Seconds that a lease is waited for while its holder writes."""


class SqlLeases:
    """One row per lease, ended ones too: the token must go on counting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, holder: str, seconds: float) -> Lease:
        """Take a lease that nobody has, or whose holder no longer renews it; raise `LeaseHeld`."""
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(*_limits(), func.set_config("lock_timeout", f"{WAIT}s", True)))
            now = _now(connection)
            first = {"name": name, "token": 0, "holder": holder, "since": now, "until": now}
            connection.execute(self._database.insert(leases).on_conflict_do_nothing(), first)
            known = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).one()
            if known.until > now:
                raise LeaseHeld(name, known.holder, known.until)
            lease = Lease(name, known.token + 1, holder, now, now + timedelta(seconds=seconds))
            values = {"token": lease.token, "holder": holder, "since": now, "until": lease.until, "wanted": None}
            connection.execute(update(leases).where(leases.c.name == name).values(values))
        return Lease(name, lease.token, holder, now, lease.until, before=known.until if known.token else None)

    def renew(self, lease: Lease, seconds: float) -> Lease:
        """Keep a lease for longer; raise `LeaseLost` if another holder took it."""
        with self._database.writing() as connection:
            until = _now(connection) + timedelta(seconds=seconds)
            kept = update(leases).where(_is(lease)).values(until=until).returning(leases)
            row = connection.execute(kept).one_or_none()
        if row is None:
            raise _lost(lease)
        return _lease(row)

    def give_back(self, lease: Lease) -> None:
        """End a lease; do nothing if another holder took it."""
        with self._database.writing() as connection:
            connection.execute(update(leases).where(_is(lease)).values(until=_now(connection)))

    def find(self, prefix: str = "") -> list[Lease]:
        """Return the leases whose names begin so, ended ones too, by name."""
        wanted = select(leases).where(leases.c.name.startswith(prefix, autoescape=True)).order_by(leases.c.name)
        with self._database.reading() as connection:
            return [_lease(row) for row in connection.execute(wanted)]

    def now(self) -> datetime:
        """Return the time of the database's clock."""
        with self._database.reading() as connection:
            return _now(connection)

    def want(self, name: str, wanted: str) -> None:
        """Ask the holder of a lease for something."""
        with self._database.writing() as connection:
            connection.execute(update(leases).where(leases.c.name == name).values(wanted=wanted))

    def drop(self, names: Sequence[str]) -> None:
        """Forget leases."""
        with self._database.writing() as connection:
            connection.execute(delete(leases).where(leases.c.name.in_(names)))


def require(lease: Lease, connection: Connection) -> None:
    """Raise `LeaseLost` if another holder took a lease; until the transaction ends, none can.

    A lease that has ended, and that nobody took, is still its last holder's.
    """
    limits = _limits() if connection.dialect.name == "postgresql" else ()
    held = select(leases.c.token, *limits).where(_is(lease)).with_for_update(read=True)
    if connection.scalar(held) is None:
        raise _lost(lease)


def _limits() -> tuple[ColumnElement[str]]:
    """Return the setting that lets the server end a transaction whose process was cut off, and free the lease."""
    return (func.set_config("idle_in_transaction_session_timeout", f"{IDLE}s", True),)


def _is(lease: Lease) -> Any:
    return (leases.c.name == lease.name) & (leases.c.token == lease.token)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"{lease.name}: another worker took it over from {lease.holder}")


def _now(connection: Connection) -> datetime:
    """Return the time of the database's clock; SQLite has that of the machine."""
    if connection.dialect.name != "postgresql":
        return datetime.now(UTC)
    found: datetime = connection.scalar(select(func.clock_timestamp()))  # type: ignore[assignment]  # never NULL
    return found.astimezone(UTC)


def _lease(row: Row[Any]) -> Lease:
    return Lease(row.name, row.token, row.holder, row.since, row.until, row.wanted)
