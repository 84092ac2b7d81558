"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create all tables."""
    _create_stories()
    _create_links()
    _create_refusals()
    _create_entry_points()
    _create_digests()
    _create_runs()


def _create_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("published", _TIME),
        sa.Column("published_precision", sa.Text),
        sa.Column("published_raw", sa.Text),
        sa.Column("source_label", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("editor", sa.Text),
        sa.Column("section_hint", sa.Text),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("copy_of", sa.Text, sa.ForeignKey("stories.id")),
        sa.Column("copy_rule", sa.Text),
        sa.Column("copy_score", sa.Double),
        sa.Column("section", sa.Text),
        sa.Column("section_score", sa.Double),
        sa.Column("run", sa.Text),
        sa.Column("section_evidence", sa.JSON, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("signals", sa.JSON, nullable=False),
        sa.Column("attribution", sa.JSON),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("id"),
        sa.CheckConstraint("language IN ('zh', 'en')", name="language"),
        sa.CheckConstraint("published_precision IN ('minute', 'day')", name="published_precision"),
        sa.CheckConstraint("copy_rule IN ('same-url', 'same-text', 'near-copy')", name="copy_rule"),
        sa.CheckConstraint("(copy_of IS NULL) = (copy_rule IS NULL)", name="copy"),
        sa.CheckConstraint("copy_of <> id", name="copy_of_another"),
    )
    op.create_index("ix_stories_fetched_at", "stories", ["fetched_at", "id"])
    op.create_index("ix_stories_published", "stories", ["published", "id"])
    op.create_index("ix_stories_fingerprint", "stories", ["fingerprint"])
    op.create_index("ix_stories_canonical_url", "stories", ["canonical_url"], postgresql_using="hash")
    op.create_table(
        "bands",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("story", _NUMBER, sa.ForeignKey("stories.number"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url_key", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("discovered_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("story", sa.Text, sa.ForeignKey("stories.id")),
        sa.Column("title", sa.Text),
        sa.Column("published", _TIME),
        sa.Column("published_precision", sa.Text),
        sa.Column("published_raw", sa.Text),
        sa.Column("source_label", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("section", sa.Text),
        sa.UniqueConstraint("outlet", "url_key"),
        sa.CheckConstraint("state IN ('discovered', 'stored', 'failed', 'gone', 'refused')", name="state"),
        sa.CheckConstraint("published_precision IN ('minute', 'day')", name="published_precision"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.CheckConstraint("(state = 'stored') = (story IS NOT NULL)", name="story"),
        sa.CheckConstraint("(state IN ('failed', 'gone', 'refused')) = (reason IS NOT NULL)", name="reason"),
    )
    op.create_index("ix_links_state", "links", ["outlet", "state"])


def _create_refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("item", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("run", sa.Text),
    )
    op.create_index("ix_refusals_at", "refusals", ["at", "number"])


def _create_entry_points() -> None:
    op.create_table(
        "entry_points",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_table(
        "robots",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
    )


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en')", name="language"),
    )
    op.create_table(
        "past_entries",
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("stories", sa.JSON, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("closed", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
    )
    op.create_index("ix_past_entries_closed", "past_entries", ["closed"])


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.Column("verdict", sa.Text),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("report", sa.JSON),
        sa.CheckConstraint("(finished_at IS NULL) = (verdict IS NULL)", name="verdict"),
        sa.CheckConstraint("(finished_at IS NULL) = (report IS NULL)", name="report"),
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at"])
