"""The values that pass between the stages: links, stories, attributions, digests.

Every time is an aware datetime in UTC unless its docstring says otherwise; a `date` is a day in the zone
named beside it. All values are frozen: a stage returns a new one (`dataclasses.replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

Language = Literal["zh", "en"]


def isoformat(value: datetime | None) -> str | None:
    """Write a time for an export: ISO 8601 with its offset, or None."""
    return None if value is None else value.isoformat()


_TIME: Mapping[str, Any] = {"serializer": isoformat}


class Precision(StrEnum):
    """How exactly a page states its time: to the minute, or the day only."""

    MINUTE = "minute"
    DAY = "day"


class LinkState(StrEnum):
    """What became of a link.

    discovered → stored: its story is in the store (the same transaction wrote both);
    failed: may be tried again by a later run; gone: 404 or 410; refused: fetched, and no story.
    """

    DISCOVERED = "discovered"
    STORED = "stored"
    FAILED = "failed"
    GONE = "gone"
    REFUSED = "refused"


class SourceKind(StrEnum):
    """What a source is."""

    OUTLET = "outlet"
    AGENCY = "agency"
    AUTHORITY = "authority"
    COMPANY = "company"
    DATA = "data"
    FORUM = "forum"
    ACCOUNT = "account"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Names:
    """A name in the two languages of the digest."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the name in `language`."""
        return self.en if language == "en" else self.zh


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
    fetched_at: datetime = field(metadata=_TIME)
    title: str | None
    text: str
    """Paragraphs in order, one a line, no markup."""
    published: datetime | None = field(default=None, metadata=_TIME)
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
class Cited:
    """A source that the text cites, kept apart from the credit."""

    name: str
    """Canonical Chinese name, or the name as the text has it."""
    rule: str
    """The verb that cites: `报道`, `获悉`, `显示`…"""
    evidence: str
    """The clause that was read."""
    source: str = ""
    """Id in the source registry, or `label:<name>`."""
    kind: SourceKind = SourceKind.PROVISIONAL
    en: str = ""
    """Canonical English name."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name, self.en or self.name)


@dataclass(frozen=True, slots=True)
class Considered:
    """A name that was seen in or beside a story, and what became of it in the decision."""

    rule: str
    label: str
    """As it was read."""
    where: str
    source: str | None
    """Whom it names; None where it credits nobody."""
    outcome: str
    """`decided`, or why it gave way."""


@dataclass(frozen=True, slots=True)
class Across:
    """How the credit of an event was decided from all its stories."""

    basis: str
    """`alone`, `chain`, `maker`, `earliest`, `best known` or `override`."""
    story: str
    """Id of the story whose credit it is."""
    otherwise: tuple[str, ...] = ()
    """Whom other stories of the event are credited to: the disagreement."""


OWN_RULES = frozenset({"own-label", "host"})
"""Rules by which a story is credited to the outlet that it was found on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The source credited, by which rule, on what evidence, how sure, and the runner-up."""

    source: str
    """Id in the source registry, or `label:<name>` of a provisional source."""
    name: Names
    kind: SourceKind
    rule: str
    evidence: str
    """The text that was read."""
    where: str
    """Where it was read: the reader's rule, a meta name, `text:first paragraph`…"""
    confidence: float
    """0 to 1."""
    runner_up: str | None = None
    """Id of whom the next rule would have credited."""
    original_url: str | None = None
    chain: tuple[str, ...] = ()
    """Ids from the outlet that it was found on, over those who passed it on, to the one credited."""
    cited: tuple[Cited, ...] = ()
    relayed: Cited | None = None
    """Who made the notice that the story only relays; credited instead where the edition's convention says so."""
    considered: tuple[Considered, ...] = ()
    """Every name that was seen, in the order of trust."""
    across: Across | None = None
    """Where it is the credit of an event."""


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
    fetched_at: datetime = field(metadata=_TIME)
    published: datetime | None = field(default=None, metadata=_TIME)
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
class Ties:
    """What an operator decided of stories' events."""

    together: tuple[frozenset[str], ...] = ()
    """Ids of stories that tell of one event, a set for each."""
    apart: tuple[frozenset[str], ...] = ()
    """Ids of stories of which no two tell of one event."""


NO_TIES = Ties()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What an operator decided of stories; each holds for the event that a story belongs to."""

    ties: Ties = NO_TIES
    pinned: frozenset[str] = frozenset()
    """Ids of stories whose event goes to print whatever it is worth."""
    dropped: Mapping[str, str] = field(default_factory=dict)
    """Id of a story whose event is not told → the reason."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Id of a story → the section of its event."""
    headlines: Mapping[str, str] = field(default_factory=dict)
    """Id of a story → the headline of its event."""


NOTHING_BY_HAND = ByHand()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which digest: name, day, zone, window and language, with the house's words for it."""

    name: str
    day: date
    zone: str
    start: datetime
    """First moment of the window, inclusive."""
    end: datetime
    """End of the window, exclusive."""
    language: Language
    title: str
    tagline: str
    sections: tuple[SectionQuota, ...]
    highlights: int = 5
    min_entries: int = 1
    max_per_source: int = 3
    max_per_company: int = 2
    credit_relayed: bool = True
    """Whether a notice that a story only relays is credited to who made it."""
    made_at: datetime | None = None
    """When it was made, where it was made before, after its window had closed: what was found later is not in it."""

    @property
    def key(self) -> str:
        """Name the edition in paths and in the store: `2026-11-20-evening`."""
        return f"{self.day.isoformat()}-{self.name}"


@dataclass(frozen=True, slots=True)
class SectionQuota:
    """A section of an edition, and how many entries it may have."""

    section: str
    names: Names
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One numbered item of a digest. It cannot be built without an attribution."""

    number: int
    section: str
    headline: str
    dateline: str
    """As printed, with its comma: `11月20日消息，`."""
    paragraph: str
    """Without dateline and credit."""
    credit: str
    """The source's name in the edition's language."""
    attribution: Attribution
    event: str
    """Id of the event: the id of its first story."""
    stories: tuple[str, ...]
    """Ids of all stories of the event, the one written from first."""
    url: str
    day: date
    """The day of the news in the edition's zone."""
    score: float
    score_parts: Mapping[str, float]
    update: tuple[str, ...] = ()
    """Facts that an earlier edition's entry on this event did not have; empty where the event is new."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Field → the adapter that wrote it: a translator, a summariser. Empty: the words are the story's own."""
    overridden: tuple[str, ...] = ()
    """What an operator set by hand: `credit`, `headline`, `section`, `pin`…"""


@dataclass(frozen=True, slots=True)
class Left:
    """A story that is not in the digest: the stage that left it out, and why."""

    story: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One written edition."""

    edition: Edition
    highlights: tuple[str, ...]
    entries: tuple[Entry, ...]
    """In the order of print, numbered from 1, sections contiguous."""
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader of the report should know: empty sections and the like."""


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that was made: its window, and when."""

    key: str
    start: datetime
    end: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of an earlier edition: what the assembler remembers."""

    edition: str
    event: str
    stories: tuple[str, ...]
    headline: str
    text: str
    closed: datetime
    """End of that edition's window."""
