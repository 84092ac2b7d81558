"""Bands by month, links and canonical URLs by the story there, so that cost does not grow with the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Change the tables and mark what the program derives as stale; it derives it again when the store is opened."""
    op.add_column("stories", sa.Column("canonical_key", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE links SET url_key = 'stale:' || url_key")
    op.drop_index("ix_stories_canonical_url", "stories")
    op.drop_index("ix_stories_fingerprint", "stories")
    op.create_index("ix_stories_fingerprint", "stories", ["fingerprint", "number"])
    op.create_index("ix_stories_canonical_key", "stories", ["canonical_key", "number"])
    copies = sa.text("copy_of IS NOT NULL")
    op.create_index("ix_stories_copy_of", "stories", ["copy_of"], sqlite_where=copies, postgresql_where=copies)
    op.drop_table("bands")
    op.create_table(
        "bands",
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("story", _NUMBER, sa.ForeignKey("stories.number"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
