"""Publishing: the editions as published, and their deliveries to the channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"

_TIME = sa.DateTime(timezone=True)
_PUBLICATION = ["edition", "language", "revision"]
_OF_PUBLICATION = [f"publications.{column}" for column in _PUBLICATION]


def upgrade() -> None:
    """Create the tables of publishing."""
    _create_publications()
    _create_deliveries()


def _create_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
        sa.CheckConstraint("revision >= 1", name="revision"),
    )
    op.create_table(
        "published_documents",
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(_PUBLICATION, _OF_PUBLICATION),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("repeatable", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", _TIME, nullable=False),
        sa.Column("claim", sa.Text),
        sa.Column("done", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("queued_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(_PUBLICATION, _OF_PUBLICATION),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'given-up', 'unsure')", name="state"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.CheckConstraint("state <> 'sending' OR claim IS NOT NULL", name="claim"),
        sa.CheckConstraint("state NOT IN ('failed', 'given-up', 'unsure') OR error IS NOT NULL", name="error"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due"])
