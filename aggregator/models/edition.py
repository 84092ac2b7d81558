"""Editions and digests: the window asked for, the entries written, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from aggregator.models.amendment import AmendmentKind, Revised
from aggregator.models.binding import BindingDay
from aggregator.models.credit import Attribution
from aggregator.models.names import Language, Names

Particular = Literal["date", "window", "made", "entries", "minutes"]
"""A particular at the head of a digest: its day, the hours it covers, when it was made, its length."""


Weighty = Literal["money", "dates", "rules"]
"""Contents that want an official text or a source of standing."""
Review = Literal["week", "month"]
"""The span that a review looks back on."""


def edition_key(day: date, name: str) -> str:
    """Return the key of an edition in paths and in the store: `2026-11-20-evening`."""
    return f"{day.isoformat()}-{name}"


_COLON: Mapping[Language, str] = {"zh": "：", "en": ": "}
_BETWEEN: Mapping[Language, str] = {"zh": "；", "en": "; "}


def titled(title: str, lines: Sequence[str], language: Language) -> str:
    """Return a title with lines of news behind it."""
    return title + _COLON[language] + _BETWEEN[language].join(lines) if lines else title


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which digest: name, day, zone, window and language, with the house's wording."""

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
    title_lines: int = 0
    """Lines of news at most in the title of its digests; 0: the edition's title alone."""
    briefs: int = 0
    """Places of one line below the entries."""
    min_entries: int = 1
    min_score: float = 3.0
    """Points that an event needs; a desk would not send out one with fewer."""
    max_entries: int = 20
    """Places of all sections together."""
    max_per_source: int = 3
    max_per_company: int = 2
    credit_relayed: bool = True
    """Whether a notice that a story only relays is credited to the source of the notice."""
    head: tuple[Particular, ...] = ()
    """Particulars at its head, in order of print."""
    addresses: bool = False
    """Whether the text form prints the address of each entry's story."""
    calendar: bool = False
    """Whether the days that bind by its entries are listed below them."""
    calendar_file: bool = False
    """Whether they are written as an iCalendar file."""
    script: bool = False
    """Whether it has a text to be read aloud."""
    card: bool = False
    """Whether it has a share image."""
    card_font: Path | None = None
    """File of the font that this is drawn with; None: one that is installed."""
    vouched: tuple[Weighty, ...] = ()
    """Contents for which a source of standing must vouch, or the entry names who reports them."""
    standing: float = 0.5
    """Standing from which a source vouches for them."""
    review: Review | None = None
    """The span of the editions that it is made from; None: it is made from stories."""
    review_of: tuple[str, ...] = ()
    """Names of these editions; empty: all that are not reviews."""
    made_at: datetime | None = None
    """When it was first made after its window had closed: stories found later are not in it."""

    @property
    def key(self) -> str:
        """The edition in paths and in the store; see `edition_key`."""
        return edition_key(self.day, self.name)


@dataclass(frozen=True, slots=True)
class SectionQuota:
    """A section of an edition, with its share of the places."""

    section: str
    names: Names
    most: int
    least: int = 1
    """Places that other sections leave to it while it has events for them."""
    favour: float = 0.0
    """Points added to its events when they compete with those of other sections."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A story that tells the event of an entry."""

    story: str
    outlet: str
    """Id of the outlet."""
    url: str
    published: datetime | None


class FollowUpKind(StrEnum):
    """The part of a report below an entry in its event."""

    LATER = "later"
    """It tells what came of it, in a review."""
    REPLY = "reply"
    """It has the answer of somebody concerned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Another report on the event of an entry, as a line below it."""

    kind: FollowUpKind = FollowUpKind.LATER
    story: str
    """Id of the story that it is from."""
    url: str
    day: date
    """Its day in the edition's zone."""
    headline: str
    source: str
    """Id of the source that it is credited to."""
    name: Names
    """The source's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One numbered item of a digest. It cannot be built without an attribution."""

    number: int
    section: str
    headline: str
    dateline: str
    """As printed, with its comma: `11月20日消息，`; in English empty before a notice."""
    paragraph: str
    """Without dateline and credit. A brief's is not printed, only remembered; it may be empty."""
    credit: str
    """The source's name in the edition's language."""
    attribution: Attribution
    event: str
    """Id of the event: the id of its first story."""
    stories: tuple[str, ...]
    """Ids of all stories of the event; first the story from which the entry is written."""
    url: str
    tellings: tuple[Telling, ...] = ()
    """These stories, in their order: where each is, and when it was published."""
    day: date
    """The day of the news in the edition's zone."""
    score: float
    score_parts: Mapping[str, float]
    update: tuple[str, ...] = ()
    """Facts that an earlier edition's entry on this event did not have; empty if the event is new."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Field → the adapter that wrote it: a translator, a summariser. Empty: the words are the story's own."""
    reported: bool = False
    """Whether its dateline names who reports it: nobody of standing vouches for its money, dates or rules."""
    overridden: tuple[str, ...] = ()
    """Overridden fields: `credit`, `headline`, `section`, `pin`…"""
    days: tuple[BindingDay, ...] = ()
    """Days that bind by its words, the earliest first."""
    followups: tuple[FollowUp, ...] = ()
    """The answer of somebody concerned; in a review also what came of it, oldest first."""
    revised: tuple[Revised, ...] = ()
    """Marks of what was changed after it was printed, oldest first; 0 numbers those from before a review."""

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return any(mark.kind is AmendmentKind.WITHDRAW for mark in self.revised)

    @property
    def revised_at(self) -> datetime | None:
        """When it was changed last; what a review found changed does not count."""
        return max((mark.at for mark in self.revised if mark.number), default=None)


@dataclass(frozen=True, slots=True)
class Omission:
    """A story that is not in the digest: the stage that left it out, and why."""

    story: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRead:
    """An outlet that was read for an edition."""

    outlet: str
    """Its id."""
    name: Names
    stories: int
    """Stories of the edition's window."""
    entries: int
    """Entries and briefs that are written from them."""
    failed: bool
    """Whether its last crawl reached none of its entry points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One written edition."""

    edition: Edition
    highlights: tuple[str, ...]
    entries: tuple[Entry, ...]
    """In the order of print, numbered from 1, sections contiguous."""
    briefs: tuple[Entry, ...] = ()
    """Entries of which only the headline is printed, numbered on from the entries, in the order of their sections."""
    title_lines: tuple[str, ...] = ()
    """Lines of news in its title, the best first."""
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()
    """Notes for readers of the report: empty sections and the like."""
    made_at: datetime | None = None
    """When it was first made after its window had closed; None: before."""
    outlets: tuple[OutletRead, ...] = ()
    """Outlets that were read for it, those with most entries and stories first; empty if the edition names none."""

    @property
    def title(self) -> str:
        """The edition's title and the lines of news: `晚间资讯：A；B`."""
        return titled(self.edition.title, self.title_lines, self.edition.language)

    @property
    def printed(self) -> tuple[Entry, ...]:
        """Entries and briefs, in the order of their numbers."""
        return (*self.entries, *self.briefs)

    @property
    def revised_at(self) -> datetime | None:
        """When an entry was changed last after it was printed."""
        return max((entry.revised_at for entry in self.printed if entry.revised_at), default=None)

    @property
    def revisions(self) -> int:
        """The number of changes of entries after they were printed."""
        return max((mark.number for entry in self.printed for mark in entry.revised), default=0)


@dataclass(frozen=True, slots=True)
class MadeEdition:
    """An edition that was made: its window, and the time."""

    key: str
    start: datetime
    end: datetime
    at: datetime
    review: bool = False
    """Whether it was made from other editions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedEntry:
    """An entry of an edition that a review looks back on, in its last form."""

    entry: Entry
    closed: datetime
    """End of that edition's window."""
    brief: bool
    """Only its headline was printed."""
    led: bool
    """It was among the highlights."""


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of an earlier edition, as the assembler remembers it."""

    edition: str
    event: str
    stories: tuple[str, ...]
    headline: str
    text: str
    closed: datetime
    """End of that edition's window."""
