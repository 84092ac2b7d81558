"""Links and stories: as an outlet announced them, as they were read, and as the pipelines refined them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from aggregator.models.credit import Attribution
from aggregator.models.names import TIME, Language, Precision

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that an outlet announced, with the announcement's facts about the story."""

    outlet: str
    url: str
    title: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    published_raw: str | None = None
    source_label: str | None = None
    author: str | None = None
    section: str | None = None
    """Section hint of the entry point that announced it."""
    content: str | None = None
    """HTML of the story if the announcement has it whole (a full-text feed); never in the ledger."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The answer that a story was read from: its first page, or the feed that carries it."""

    status: int
    body_hash: str
    """SHA-256 of the body, decoded by its content encoding; hexadecimal."""
    file: str | None = None
    """Path of the recording that holds the answer; None if it was not recorded."""
    offset: int | None = None
    """Place of its record in the file, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStory:
    """A story as it was read: spiders yield it and the pipelines refine it."""

    outlet: str
    url: str
    fetched_at: datetime = field(metadata=TIME)
    title: str | None
    text: str
    """Paragraphs in order, one per line, without markup."""
    published: datetime | None = field(default=None, metadata=TIME)
    """Aware; midnight in the outlet's zone if the precision is a day."""
    published_precision: Precision | None = None
    published_raw: str | None = None
    canonical_url: str | None = None
    source_label: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    language: Language = "zh"
    section_hint: str | None = None
    rules: Mapping[str, str] = field(default_factory=dict)
    """Field name → the reader's rule that found it."""
    signals: Mapping[str, str] = field(default_factory=dict)
    """Machine-readable source fields, by their name (`meta:ContentSource`, `meta:source`, `feed:source`…)."""
    origin: Origin | None = None


class Seen(NamedTuple):
    """How often an outlet has printed a line."""

    stories: int
    """Stories with the line."""
    days: int
    """UTC days on which such a story was fetched."""
    among: int
    """Stories of the outlet from the first of these days on."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A stored story that turned out to repeat one that arrived later."""

    story: str
    """Its id."""
    rule: str
    """`same-url`, `same-text` or `near-copy`."""
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One document from one outlet; the Scrapy item. `attribution` on are filled by the pipelines."""

    id: str
    """16 hexadecimal digits, a digest of the normalised URL."""
    outlet: str
    url: str
    canonical_url: str
    title: str
    text: str
    language: Language
    fetched_at: datetime = field(metadata=TIME)
    published: datetime | None = field(default=None, metadata=TIME)
    published_precision: Precision | None = None
    published_raw: str | None = None
    source_label: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    section_hint: str | None = None
    rules: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    """Hash of the text, NFKC and letters only: equal for equal words."""
    attribution: Attribution | None = None
    copy_of: str | None = None
    """Id of the story that this one repeats."""
    copy_rule: str | None = None
    """`same-url`, `same-text` or `near-copy`."""
    copy_score: float | None = None
    copied_by: Repeat | None = None
    """The original so far, which arrived first but repeats this one: the store relinks it, and its copies, when it
    saves this one. None if read from the store."""
    section: str | None = None
    section_score: float | None = None
    section_evidence: tuple[str, ...] = ()
    origin: Origin | None = None
    """None if an earlier version stored it."""

    @property
    def appeared(self) -> datetime:
        """Time of publication; without one, of fetching."""
        return self.published or self.fetched_at

    @property
    def age(self) -> tuple[datetime, str]:
        """Sort key by time of appearance."""
        return self.appeared, self.id

    @property
    def seniority(self) -> tuple[bool, datetime, str]:
        """Sort key by time of publication, undated stories last, by address: nothing of when a story was fetched."""
        return self.published is None, self.published or _UNDATED, self.id

    @property
    def arrival(self) -> tuple[datetime, str]:
        """Sort key by time of storage."""
        return self.fetched_at, self.id


@dataclass(frozen=True, slots=True)
class Membership:
    """The event of a story, and what joined the two."""

    story: str
    event: str
    """Id of the event: the id of its story that was published first, once printed that of the story it had then."""
    joined: str | None = None
    """The story of the event that it is most like; None for the story that names the event."""
    score: float | None = None
    reasons: tuple[str, ...] = ()
    """Reasons for it, with figures."""
