"""The last polls of each outlet, and the pauses that hosts asked for."""

import sqlalchemy as sa
from alembic import op

revision = "v0010"
down_revision = "v0009"


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("stated", sa.Double, nullable=False),
        sa.Column("good", sa.JSON, nullable=False),
        sa.CheckConstraint("failures >= 0", name="failures"),
    )
    op.create_table(
        "pauses",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
