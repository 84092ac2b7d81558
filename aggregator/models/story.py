"""Links and stories: what an outlet announced, what was read, what the pipelines made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.models.credit import Attribution
from aggregator.models.names import TIME, Language, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that an outlet announced, with what the announcement said of the story."""

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
    """HTML of the story where the announcement carries it whole (a full-text feed); never in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStory:
    """A story as the reader saw it: what spiders yield and the pipelines refine."""

    outlet: str
    url: str
    fetched_at: datetime = field(metadata=TIME)
    title: str | None
    text: str
    """Paragraphs in order, one a line, no markup."""
    published: datetime | None = field(default=None, metadata=TIME)
    """Aware; midnight in the outlet's zone where the precision is a day."""
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


@dataclass(frozen=True, slots=True)
class Repeat:
    """A stored story that turned out to repeat one that came after it."""

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
    """The original so far, which came first and repeats this one: the store links it, and its copies, when it saves
    this one. Read from the store it is None."""
    section: str | None = None
    section_score: float | None = None
    section_evidence: tuple[str, ...] = ()

    @property
    def appeared(self) -> datetime:
        """When it was published; when it was fetched where it has no time."""
        return self.published or self.fetched_at

    @property
    def age(self) -> tuple[datetime, str]:
        """What stories are ordered by, the one that appeared first before the others."""
        return self.appeared, self.id

    @property
    def arrival(self) -> tuple[datetime, str]:
        """What stories are ordered by, the one that was stored first before the others."""
        return self.fetched_at, self.id


@dataclass(frozen=True, slots=True)
class Membership:
    """That a story belongs to an event, and what joined it."""

    story: str
    event: str
    """Id of the event: that of its story which was stored first."""
    joined: str | None = None
    """The story of the event that it is most like; None for the first."""
    score: float | None = None
    reasons: tuple[str, ...] = ()
    """What speaks for it, in words with figures."""
