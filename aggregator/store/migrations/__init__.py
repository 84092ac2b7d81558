"""The schema's history: one file per revision under `versions/`, applied in order when a store is opened.

To change the schema: change `schema.py`, add the next `versions/vNNNN.py` that does the same to a store with data, and
name it in `schema.REVISION`. A test compares the two. Revisions import nothing of this program, which changes later.
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection, inspect, text

from aggregator.errors import StoreError
from aggregator.store.database import Database
from aggregator.store.derived import derive_stale
from aggregator.store.schema import REVISION, VERSION_TABLE, metadata


def bring_up_to_date(database: Database) -> None:
    """Migrate the database to the newest schema; one process does it while others wait."""
    with database.reading() as connection:
        found = revision(connection)
    if found != REVISION:
        if found is not None:
            database.require_sound()
        with database.writing() as connection:
            database.backend.claim(connection)
            migrate(connection, database.backend.name)
            derive_stale(connection)
    database.backend.prepare()


def require_schema(database: Database) -> None:
    """Raise `StoreError` if the database has no schema yet."""
    with database.reading() as connection:
        if revision(connection) is None:
            raise StoreError(f"{database.backend.name}: no such store: the database is empty; the first run makes one")


def revision(connection: Connection) -> str | None:
    """Return the revision of the schema; None if there is none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant
    return found


def migrate(connection: Connection, name: str) -> None:
    """Apply the missing revisions in the connection's transaction.

    Raise `StoreError`, beginning with `name`, for a schema newer than the program and for another program's tables.
    """
    # Alembic takes longer to import than most stores to open, and few stores are behind.
    logging.getLogger("alembic").setLevel(logging.WARNING)  # a store in memory is migrated each time

    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "aggregator.store:migrations")
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    _check(connection, known, name)
    command.upgrade(config, "head")


def _check(connection: Connection, known: set[str], name: str) -> None:
    found = revision(connection)
    if found is not None and found not in known:
        raise StoreError(f"{name}: its schema {found} is newer than this program, which knows {REVISION}")
    taken = set(inspect(connection).get_table_names()) & set(metadata.tables)
    if found is None and taken:
        raise StoreError(f"{name}: another program has a table {min(taken)} there")
