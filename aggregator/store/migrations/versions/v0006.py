"""An index of gone links by the time they went."""

import sqlalchemy as sa
from alembic import op

revision = "v0006"
down_revision = "v0005"

_GONE = sa.text("state = 'gone'")


def upgrade() -> None:
    op.create_index("ix_links_gone", "links", ["changed_at"], sqlite_where=_GONE, postgresql_where=_GONE)
