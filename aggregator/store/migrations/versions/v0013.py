"""The answer that each story was read from: its status, the hash of its body, and its record."""

import sqlalchemy as sa
from alembic import op

revision = "v0013"
down_revision = "v0012"


def upgrade() -> None:
    op.add_column("stories", sa.Column("origin", sa.JSON))
