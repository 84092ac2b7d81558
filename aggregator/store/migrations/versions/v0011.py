"""Amendments of printed editions, and what of them each channel has got."""

import sqlalchemy as sa
from alembic import op

revision = "v0011"
down_revision = "v0010"


def upgrade() -> None:
    op.create_table(
        "amendments",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("headline", sa.Text),
        sa.Column("paragraph", sa.Text),
        sa.Column("credit", sa.Text),
        sa.Column("story", sa.Text),
        sa.CheckConstraint("kind IN ('correct', 'replace', 'withdraw')", name="kind"),
    )
    op.create_index("ix_amendments_edition", "amendments", ["edition", "number"])
    op.add_column("publications", sa.Column("amendments", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("deliveries", sa.Column("arrived", sa.Integer))
    op.add_column("deliveries", sa.Column("ordered", sa.Integer))
    op.execute("UPDATE deliveries SET arrived = revision WHERE state = 'sent'")
