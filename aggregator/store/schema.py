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

from aggregator.models import AmendmentKind, LinkState, Precision
from aggregator.models.delivery import DeliveryState
from aggregator.store.types import Json, Time, Words

REVISION = "v0014"
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
    Column("number", _Number, primary_key=True, doc="in the order of discovery"),
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
    info={"doc": "A row a link that an outlet announced: the ledger."},
)

stories = Table(
    "stories",
    metadata,
    Column("number", _Number, primary_key=True, doc="in the order of storage; short, since `bands` refers to it"),
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
    Column(
        "attribution",
        Json,
        doc="the credit, with its evidence and all names that were seen; `attributions` in the export",
    ),
    # Last: SQLite reads a row from its start, and a text fills pages of overflow.
    Column("text", Words, nullable=False),
    # After the text, as `held` is: only their indexes are read.
    Column("canonical_key", Words, nullable=False, server_default="", doc="id of the story at the canonical address"),
    Column("held", Boolean, nullable=False, server_default=false(), doc="whether the outlet set an embargo on it"),
    Column("origin", Json, doc="the answer that it was read from: status, hash of the body, record in a recording"),
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
    info={"doc": "A row a story, copies included."},
)

memberships = Table(
    "memberships",
    metadata,
    Column("story", Words, ForeignKey("stories.id"), primary_key=True, doc="id of the story"),
    Column("event", Words, nullable=False, doc="id of the event: of its story published first; once printed, fixed"),
    Column(
        "joined",
        Words,
        ForeignKey("stories.id"),
        doc="the story of the event that it is most like; empty for the one that names the event",
    ),
    Column("score", Double, doc="how alike they are, 0 to 1"),
    Column("reasons", Json, nullable=False, doc="what speaks for it, with figures"),
    Column("at", Time, nullable=False, doc="when it was grouped so"),
    CheckConstraint("(joined IS NULL) = (story = event)", name="joined"),
    CheckConstraint("(joined IS NULL) = (score IS NULL)", name="score"),
    Index("ix_memberships_event", "event"),
    info={"doc": "The event of each story that was grouped, and what joined it."},
)

bands = Table(
    "bands",
    metadata,
    Column(
        "month", Integer, primary_key=True, autoincrement=False, doc="UTC year and month of the story's fetch: 202611"
    ),
    Column("key", Integer, primary_key=True, autoincrement=False, doc="a hash of a part of its text"),
    Column("story", _Number, ForeignKey("stories.number"), primary_key=True, autoincrement=False, doc="its `number`"),
    sqlite_with_rowid=False,
    info={"doc": "Where copies are looked up: short hashes of the texts of the last weeks."},
)

repeated_lines = Table(
    "repeated_lines",
    metadata,
    Column("outlet", Words, primary_key=True, doc="the outlet"),
    Column("day", Integer, primary_key=True, autoincrement=False, doc="UTC day of the stories' fetch: 20261120"),
    Column(
        "line",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        doc="hash of the line; 0 in the row that counts all stories of the day",
    ),
    Column("stories", Integer, nullable=False, doc="stories with the line"),
    CheckConstraint("stories >= 1", name="stories"),
    sqlite_with_rowid=False,
    info={"doc": "How often an outlet printed a line, by which furniture is known."},
)

refusals = Table(
    "refusals",
    metadata,
    Column("number", _Number, primary_key=True),
    Column("outlet", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("stage", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("item", Json, nullable=False, doc="what was read of it"),
    Column("at", Time, nullable=False),
    Column("run", Words),
    Index("ix_refusals_at", "at", "number"),
    info={"doc": "A row a fetched document that is not a story; `drops` in the export."},
)

entry_points = Table(
    "entry_points",
    metadata,
    Column("outlet", Words, primary_key=True, doc="the outlet"),
    Column("url", Words, primary_key=True, doc="address of the entry point"),
    Column("etag", Words, doc="its `ETag`"),
    Column("last_modified", Words, doc="its `Last-Modified`"),
    Column("body_hash", Words, doc="hash of its body"),
    Column("at", Time, nullable=False, doc="when it was read last"),
    info={"doc": "How each entry point answered last, for conditional requests."},
)

robots = Table(
    "robots",
    metadata,
    Column("host", Words, primary_key=True, doc="scheme, host and port"),
    Column("status", Integer, nullable=False, doc="status of the answer"),
    Column("body", LargeBinary, nullable=False, doc="the file, up to 500 KiB"),
    Column("fetched_at", Time, nullable=False, doc="when"),
    info={"doc": "The robots.txt of each host, kept for a day."},
)

polls = Table(
    "polls",
    metadata,
    Column("outlet", Words, primary_key=True, doc="the outlet"),
    Column("at", Time, nullable=False, doc="when it was polled last"),
    Column("failures", Integer, nullable=False, doc="failed polls in a row, up to the last"),
    Column("stated", Double, nullable=False, doc="seconds for which its entry points say that they do not change"),
    Column("good", Json, nullable=False, doc="the last polls that read every entry point: when, links seen, new ones"),
    CheckConstraint("failures >= 0", name="failures"),
    info={"doc": "The last polls of each outlet, by which the next is due."},
)

pauses = Table(
    "pauses",
    metadata,
    Column("host", Words, primary_key=True, doc="the host, with the port if the addresses name one"),
    Column("until", Time, nullable=False, doc="end of the pause"),
    Column("reason", Words, nullable=False, doc="what the host answered"),
    info={"doc": "Hosts that asked to be left alone."},
)

digests = Table(
    "digests",
    metadata,
    Column("key", Words, primary_key=True, doc="day and name of the edition: 2026-11-20-evening"),
    Column("language", Words, primary_key=True, doc="its language"),
    Column("document", Json, nullable=False, doc="its `digest.json`"),
    Column("at", Time, nullable=False, doc="when it was made"),
    _one_of("language", ("zh", "en")),
    info={"doc": "A row an edition in a language, as it was made last."},
)

past_entries = Table(
    "past_entries",
    metadata,
    Column("edition", Words, primary_key=True, doc="key of the edition"),
    Column("language", Words, primary_key=True, doc="its language"),
    Column("position", Integer, primary_key=True, autoincrement=False, doc="place of the entry"),
    Column("event", Words, nullable=False, doc="id of its event"),
    Column("stories", Json, nullable=False, doc="ids of its stories"),
    Column("headline", Words, nullable=False, doc="its headline"),
    Column("text", Words, nullable=False, doc="its paragraph"),
    Column("closed", Time, nullable=False, doc="end of the edition's window"),
    ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
    Index("ix_past_entries_closed", "closed"),
    info={"doc": "The entries that each edition printed, as later ones remember them."},
)

amendments = Table(
    "amendments",
    metadata,
    Column("number", _Number, primary_key=True, doc="in the order in which they were made"),
    Column("edition", Words, nullable=False, doc="key of the edition"),
    Column("event", Words, nullable=False, doc="event of the entry"),
    Column("kind", Words, nullable=False, doc="`correct`, `replace`, `withdraw`"),
    Column("reason", Words, nullable=False, doc="for readers"),
    Column("at", Time, nullable=False, doc="when it was decided"),
    Column("headline", Words, doc="the headline as it should be"),
    Column("paragraph", Words, doc="the paragraph as it should be"),
    Column("credit", Words, doc="id of the source to credit"),
    Column("story", Words, doc="id of the story that a replacement is written from"),
    _one_of("kind", AmendmentKind),
    Index("ix_amendments_edition", "edition", "number"),
    info={"doc": "Changes of printed editions by the operator; each making of an edition repeats them."},
)

publications = Table(
    "publications",
    metadata,
    Column("edition", Words, primary_key=True, doc="key of the edition"),
    Column("language", Words, primary_key=True, doc="its language"),
    Column("revision", Integer, primary_key=True, autoincrement=False, doc="1, then one more for each correction"),
    Column("fingerprint", Words, nullable=False, doc="hash over the files: equal for equal bytes"),
    Column("at", Time, nullable=False, doc="when it was published"),
    Column("amendments", Integer, nullable=False, server_default=text("0"), doc="how many amendments are in it"),
    ForeignKeyConstraint(["edition", "language"], ["digests.key", "digests.language"]),
    CheckConstraint("revision >= 1", name="revision"),
    info={"doc": "A row a revision of an edition that was published."},
)

published_documents = Table(
    "published_documents",
    metadata,
    Column("edition", Words, primary_key=True, doc="key of the edition"),
    Column("language", Words, primary_key=True, doc="its language"),
    Column("revision", Integer, primary_key=True, autoincrement=False, doc="its revision"),
    Column("name", Words, primary_key=True, doc="name of the file"),
    Column("content", LargeBinary, nullable=False, doc="its bytes"),
    ForeignKeyConstraint(
        ["edition", "language", "revision"],
        ["publications.edition", "publications.language", "publications.revision"],
    ),
    info={"doc": "The files of each revision, until they arrived everywhere and `gc` deletes them."},
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("edition", Words, primary_key=True, doc="key of the edition"),
    Column("language", Words, primary_key=True, doc="its language"),
    Column("channel", Words, primary_key=True, doc="id of the channel"),
    Column("revision", Integer, nullable=False, doc="the revision to deliver"),
    Column("repeatable", Boolean, nullable=False, doc="whether the same twice does no harm there"),
    Column("state", Words, nullable=False, doc="state of the delivery"),
    Column("attempts", Integer, nullable=False, doc="attempts so far"),
    Column("due", Time, nullable=False, doc="when it is tried next"),
    Column("claim", Words, doc="the process that sends it"),
    Column("done", Words, nullable=False, doc="parts that have arrived, one per line"),
    Column("error", Words, doc="why the last attempt failed"),
    Column("queued_at", Time, nullable=False, doc="when it was queued"),
    Column("changed_at", Time, nullable=False, doc="when it came into its state"),
    Column("arrived", Integer, doc="the newest revision that arrived"),
    Column("number", Integer, doc="number of what the channel was sent last, counted for each channel from 1"),
    Column("numbered", Integer, doc="the revision that got this number"),
    Column(
        "released", Boolean, nullable=False, server_default=false(), doc="whether the operator lets it go, however old"
    ),
    Column("ordered", Integer, doc="the revision that the operator ordered for a channel that is not repeatable"),
    ForeignKeyConstraint(
        ["edition", "language", "revision"],
        ["publications.edition", "publications.language", "publications.revision"],
    ),
    _one_of("state", DeliveryState),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("state <> 'sending' OR claim IS NOT NULL", name="claim"),
    CheckConstraint("state NOT IN ('failed', 'given-up', 'unsure') OR error IS NOT NULL", name="error"),
    Index("ix_deliveries_state", "state", "due"),
    info={"doc": "A row an edition, language and channel: how far its delivery is."},
)

machine_texts = Table(
    "machine_texts",
    metadata,
    Column("key", Words, primary_key=True, doc="hash of all that decides the answer"),
    Column("adapter", Words, nullable=False, doc="kind of the helper"),
    Column("model", Words, nullable=False, doc="its model"),
    Column("source", Words, nullable=False, doc="language of the text"),
    Column("target", Words, nullable=False, doc="language of the answer"),
    Column("text", Words, nullable=False, doc="the text"),
    Column("answer", Words, nullable=False, doc="the answer"),
    Column("at", Time, nullable=False, doc="last use, to a day"),
    info={"doc": "Answers of translators and summarisers, so that none is asked twice."},
)

runs = Table(
    "runs",
    metadata,
    Column("run", Words, primary_key=True),
    Column("started_at", Time, nullable=False),
    Column("finished_at", Time),
    Column("verdict", Words),
    Column("parameters", Json, nullable=False, doc="what it was asked for"),
    Column("report", Json, doc="its report, as `--json` prints it"),
    Column("slot", Words, doc="key of the edition that a job worked for; empty for the runs of one process"),
    Column("step", Words, doc="what the job did: `crawl`, `assemble`, `translate`, with the outlet of a crawl"),
    CheckConstraint("(finished_at IS NULL) = (verdict IS NULL)", name="verdict"),
    CheckConstraint("(finished_at IS NULL) = (report IS NULL)", name="report"),
    Index("ix_runs_started_at", "started_at"),
    Index("ix_runs_slot", "slot", sqlite_where=text("slot IS NOT NULL"), postgresql_where=text("slot IS NOT NULL")),
    info={"doc": "A row a run, with what it was asked for and its report."},
)

alarms = Table(
    "alarms",
    metadata,
    Column("key", Words, primary_key=True, doc="kind, subject and detail; at most one alarm of a key is open"),
    Column("since", Time, primary_key=True, doc="when it was raised"),
    Column("kind", Words, nullable=False, doc="its kind"),
    Column("subject", Words, nullable=False, doc="id of an outlet, name of an edition, or empty"),
    Column("text", Words, nullable=False, doc="one line for the operator"),
    Column("over", Time, doc="when it was over"),
    Column("end", Words, doc="why it is over"),
    Column("sent", Json, nullable=False, doc="ids of the channels that have it"),
    Column("end_sent", Json, nullable=False, doc="ids of the channels that know that it is over"),
    CheckConstraint('(over IS NULL) = ("end" IS NULL)', name="over"),
    info={"doc": "A row an alarm, open or over."},
)

leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True, doc="the work: `host:…`, `editions`, a periodic job, a worker"),
    Column("token", BigInteger, nullable=False, doc="counts its holders: who has an older one may not write"),
    Column("holder", Words, nullable=False, doc="the worker that has it, or had it last, and its job"),
    Column("since", Time, nullable=False, doc="when it was taken"),
    Column("until", Time, nullable=False, doc="when it ends, unless it is renewed; past if it was given back"),
    Column("wanted", Words, doc="what its holder is asked to do: `drain`"),
    info={"doc": "Work that one of many workers has at a time, for as long as it says that it lives."},
)
