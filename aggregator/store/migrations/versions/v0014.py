"""Leases of work that several machines share, and the slot and step that a run was a part of."""

import sqlalchemy as sa
from alembic import op

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Text),
    )
    op.add_column("runs", sa.Column("slot", sa.Text))
    op.add_column("runs", sa.Column("step", sa.Text))
    op.create_index(
        "ix_runs_slot",
        "runs",
        ["slot"],
        sqlite_where=sa.text("slot IS NOT NULL"),
        postgresql_where=sa.text("slot IS NOT NULL"),
    )
