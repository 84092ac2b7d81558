"""The event of a story, and what joined it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "memberships",
        sa.Column("story", sa.Text, sa.ForeignKey("stories.id"), primary_key=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("joined", sa.Text, sa.ForeignKey("stories.id")),
        sa.Column("score", sa.Double),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(joined IS NULL) = (story = event)", name="joined"),
        sa.CheckConstraint("(joined IS NULL) = (score IS NULL)", name="score"),
    )
    op.create_index("ix_memberships_event", "memberships", ["event"])
