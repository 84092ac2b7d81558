"""Whether a story is under embargo, and an index of those that are."""

import sqlalchemy as sa
from alembic import op

revision = "v0007"
down_revision = "v0006"

_HELD = sa.text("held")


def upgrade() -> None:
    op.add_column("stories", sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_stories_held", "stories", ["published", "id"], sqlite_where=_HELD, postgresql_where=_HELD)
