"""Lines that outlets repeat, with the number of stories of a day that have them."""

import sqlalchemy as sa
from alembic import op

revision = "v0008"
down_revision = "v0007"


def upgrade() -> None:
    op.create_table(
        "repeated_lines",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("stories", sa.Integer, nullable=False),
        sa.CheckConstraint("stories >= 1", name="stories"),
        sqlite_with_rowid=False,
    )
