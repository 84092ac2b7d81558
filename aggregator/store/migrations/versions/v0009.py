"""Alarms: when each began and was over, and the channels that know."""

import sqlalchemy as sa
from alembic import op

revision = "v0009"
down_revision = "v0008"


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("over", sa.DateTime(timezone=True)),
        sa.Column("end", sa.Text),
        sa.Column("sent", sa.JSON, nullable=False),
        sa.Column("end_sent", sa.JSON, nullable=False),
        sa.CheckConstraint('(over IS NULL) = ("end" IS NULL)', name="over"),
    )
