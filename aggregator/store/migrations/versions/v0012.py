"""Numbers of what each channel is sent, and deliveries that the operator lets go however old they are."""

import sqlalchemy as sa
from alembic import op

revision = "v0012"
down_revision = "v0011"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("number", sa.Integer))
    op.add_column("deliveries", sa.Column("numbered", sa.Integer))
    op.add_column("deliveries", sa.Column("released", sa.Boolean, nullable=False, server_default=sa.false()))
