"""Run by Alembic: applies the revisions on the connection, in the transaction, of the caller of `migrate`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import MetaData

from aggregator.store.schema import VERSION_TABLE

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
"""Names of the constraints that revisions create: fixed, whatever `schema.py` says later."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=MetaData(naming_convention=_NAMES),
    version_table=VERSION_TABLE,
)
context.run_migrations()
