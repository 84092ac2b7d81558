"""The tables, the same on SQLite and PostgreSQL. `migrations/` builds them; a test compares the two."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)

from aggregator.models import LinkState, Precision
from aggregator.models.delivery import DeliveryState
from aggregator.store.types import Json, Time, Words

REVISION = "v0010"
"""Newest migration: a store at it needs none."""

VERSION_TABLE = "schema_version"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite uses only a column declared INTEGER as its row id.
_Number = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


links = Table(
    "links",
    metadata,
    # In the order of discovery.
    Column("number", _Number, primary_key=True),
    Column("outlet", Words, nullable=False),
    # Id of the story at the URL: equal for all variants of the URL.
    Column("url_key", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False),
    Column("discovered_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("story", Words, ForeignKey("stories.id")),
    Column("title", Words),
    Column("published", Time),
    Column("published_precision", Words),
    Column("published_raw", Words),
    Column("source_label", Words),
    Column("author", Words),
    Column("section", Words),
    UniqueConstraint("outlet", "url_key"),
    _one_of("state", LinkState),
    _one_of("published_precision", Precision),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(state = 'stored') = (story IS NOT NULL)", name="story"),
    CheckConstraint("(state IN ('failed', 'gone', 'refused')) = (reason IS NOT NULL)", name="reason"),
    Index("ix_links_state", "outlet", "state"),
    Index(
        "ix_links_gone",
        "changed_at",
        sqlite_where=text("state = 'gone'"),
        postgresql_where=text("state = 'gone'"),
    ),
)

stories = Table(
    "stories",
    metadata,
    # Short and growing with time: bands refer to it.
    Column("number", _Number, primary_key=True),
    Column("id", Words, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("canonical_url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("fetched_at", Time, nullable=False),
    Column("published", Time),
    Column("published_precision", Words),
    Column("published_raw", Words),
    Column("source_label", Words),
    Column("source_url", Words),
    Column("author", Words),
    Column("editor", Words),
    Column("section_hint", Words),
    Column("fingerprint", Words, nullable=False),
    Column("copy_of", Words, ForeignKey("stories.id")),
    Column("copy_rule", Words),
    Column("copy_score", Double),
    Column("section", Words),
    Column("section_score", Double),
    Column("run", Words),
    Column("section_evidence", Json, nullable=False),
    Column("rules", Json, nullable=False),
    Column("signals", Json, nullable=False),
    Column("attribution", Json),
    # Last: SQLite reads a row from its start, and a text fills pages of overflow.
    Column("text", Words, nullable=False),
    # Id of the story at the canonical URL. After the text: only the index is read.
    Column("canonical_key", Words, nullable=False, server_default=""),
    # Whether the outlet set an embargo on it; only the index is read.
    Column("held", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("id"),
    _one_of("language", ("zh", "en")),
    _one_of("published_precision", Precision),
    _one_of("copy_rule", ("same-url", "same-text", "near-copy")),
    CheckConstraint("(copy_of IS NULL) = (copy_rule IS NULL)", name="copy"),
    CheckConstraint("copy_of <> id", name="copy_of_another"),
    Index("ix_stories_fetched_at", "fetched_at", "id"),
    Index("ix_stories_published", "published", "id"),
    # With the number, so that the first stored of many is the first found.
    Index("ix_stories_fingerprint", "fingerprint", "number"),
    Index("ix_stories_canonical_key", "canonical_key", "number"),
    Index("ix_stories_held", "published", "id", sqlite_where=text("held"), postgresql_where=text("held")),
    Index(
        "ix_stories_copy_of",
        "copy_of",
        sqlite_where=text("copy_of IS NOT NULL"),
        postgresql_where=text("copy_of IS NOT NULL"),
    ),
)

memberships = Table(
    "memberships",
    metadata,
    Column("story", Words, ForeignKey("stories.id"), primary_key=True),
    Column("event", Words, nullable=False),
    Column("joined", Words, ForeignKey("stories.id")),
    Column("score", Double),
    Column("reasons", Json, nullable=False),
    Column("at", Time, nullable=False),
    CheckConstraint("(joined IS NULL) = (story = event)", name="joined"),
    CheckConstraint("(joined IS NULL) = (score IS NULL)", name="score"),
    Index("ix_memberships_event", "event"),
)

bands = Table(
    "bands",
    metadata,
    # UTC year and month of the story's fetch: 202611.
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("story", _Number, ForeignKey("stories.number"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

repeated_lines = Table(
    "repeated_lines",
    metadata,
    Column("outlet", Words, primary_key=True),
    # UTC day of the stories' fetch: 20261120.
    Column("day", Integer, primary_key=True, autoincrement=False),
    # Hash of the line; 0 for the row that counts all stories of the day.
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("stories", Integer, nullable=False),
    CheckConstraint("stories >= 1", name="stories"),
    sqlite_with_rowid=False,
)

refusals = Table(
    "refusals",
    metadata,
    Column("number", _Number, primary_key=True),
    Column("outlet", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("stage", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("item", Json, nullable=False),
    Column("at", Time, nullable=False),
    Column("run", Words),
    Index("ix_refusals_at", "at", "number"),
)

entry_points = Table(
    "entry_points",
    metadata,
    Column("outlet", Words, primary_key=True),
    Column("url", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("at", Time, nullable=False),
)

robots = Table(
    "robots",
    metadata,
    Column("host", Words, primary_key=True),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", Time, nullable=False),
)

polls = Table(
    "polls",
    metadata,
    Column("outlet", Words, primary_key=True),
    Column("at", Time, nullable=False),
    # In a row, up to the last one.
    Column("failures", Integer, nullable=False),
    Column("stated", Double, nullable=False),
    # The last ones that read every entry point.
    Column("good", Json, nullable=False),
    CheckConstraint("failures >= 0", name="failures"),
)

pauses = Table(
    "pauses",
    metadata,
    # With the port, if the addresses name one.
    Column("host", Words, primary_key=True),
    Column("until", Time, nullable=False),
    Column("reason", Words, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("key", Words, primary_key=True),
    Column("language", Words, primary_key=True),
    Column("document", Json, nullable=False),
    Column("at", Time, nullable=False),
    _one_of("language", ("zh", "en")),
)

past_entries = Table(
    "past_entries",
    metadata,
    Column("edition", Words, primary_key=True),
    Column("language", Words, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("event", Words, nullable=False),
    Column("stories", Json, nullable=False),
    Column("headline", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("closed", Time, nullable=False),
    ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
    Index("ix_past_entries_closed", "closed"),
)

publications = Table(
    "publications",
    metadata,
    Column("edition", Words, primary_key=True),
    Column("language", Words, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", Words, nullable=False),
    Column("at", Time, nullable=False),
    ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
    CheckConstraint("revision >= 1", name="revision"),
)

published_documents = Table(
    "published_documents",
    metadata,
    Column("edition", Words, primary_key=True),
    Column("language", Words, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["edition", "language", "revision"],
        ["publications.edition", "publications.language", "publications.revision"],
    ),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("edition", Words, primary_key=True),
    Column("language", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("repeatable", Boolean, nullable=False),
    Column("state", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Time, nullable=False),
    Column("claim", Words),
    # Parts that have arrived, one per line.
    Column("done", Words, nullable=False),
    Column("error", Words),
    Column("queued_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    ForeignKeyConstraint(
        ["edition", "language", "revision"],
        ["publications.edition", "publications.language", "publications.revision"],
    ),
    _one_of("state", DeliveryState),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("state <> 'sending' OR claim IS NOT NULL", name="claim"),
    CheckConstraint("state NOT IN ('failed', 'given-up', 'unsure') OR error IS NOT NULL", name="error"),
    Index("ix_deliveries_state", "state", "due"),
)

machine_texts = Table(
    "machine_texts",
    metadata,
    Column("key", Words, primary_key=True),
    Column("adapter", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("answer", Words, nullable=False),
    # Of its last use, to a day.
    Column("at", Time, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run", Words, primary_key=True),
    Column("started_at", Time, nullable=False),
    Column("finished_at", Time),
    Column("verdict", Words),
    Column("parameters", Json, nullable=False),
    Column("report", Json),
    CheckConstraint("(finished_at IS NULL) = (verdict IS NULL)", name="verdict"),
    CheckConstraint("(finished_at IS NULL) = (report IS NULL)", name="report"),
    Index("ix_runs_started_at", "started_at"),
)

alarms = Table(
    "alarms",
    metadata,
    Column("key", Words, primary_key=True),
    Column("since", Time, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("over", Time),
    Column("end", Words),
    # Ids of channels.
    Column("sent", Json, nullable=False),
    Column("end_sent", Json, nullable=False),
    CheckConstraint('(over IS NULL) = ("end" IS NULL)', name="over"),
)
