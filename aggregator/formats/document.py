"""`digest.json` as typed values: what the program reads of an edition that was written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from aggregator.errors import Unreadable
from aggregator.models import Attribution, BindingDay, FollowUpKind, Language, Omission, Review, Revised

FILE = "digest.json"
Format = Literal["newsdesk-digest"]
Version = Literal[1]
"""Goes up when a key is renamed, removed or means something else; a new key does not change it."""
(FORMAT,) = get_args(Format)
(VERSION,) = get_args(Version)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The window of an edition, with the offset of its zone."""

    start: AwareDatetime
    end: AwareDatetime
    review: Review | None = None
    """The span that it looks back on, if it was made from other editions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionHeading(Window):
    """The `edition` of a document."""

    key: str
    name: str
    date: datetime.date
    language: Language
    title: str
    """With its lines of news."""
    tagline: str
    masthead: str = ""
    """The edition's title alone; older documents have none."""
    made_at: AwareDatetime | None = None
    """When it was first made after its window had closed."""
    revised: AwareDatetime | None = None
    """When an entry was changed last after it was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a document: which edition it is, and its highlights."""

    format: Format
    version: Version
    edition: EditionHeading
    highlights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedFollowUp:
    """Another report on the event of an entry."""

    story: str
    url: str | None = None
    day: datetime.date | None = None
    headline: str = ""
    source: str = ""
    credit: str = ""
    kind: FollowUpKind = FollowUpKind.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry:
    """An entry of a document."""

    number: int
    headline: str
    credit: str
    attribution: Attribution
    event: str
    stories: tuple[str, ...]
    day: datetime.date | None = None
    score: float
    score_parts: Mapping[str, float]
    update: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    overridden: tuple[str, ...] = ()
    dateline: str = ""
    paragraph: str = ""
    """Empty in a brief."""
    days: tuple[BindingDay, ...] = ()
    followups: tuple[PrintedFollowUp, ...] = ()
    reported: bool = False
    revised: tuple[Revised, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section of a document."""

    name: str
    entries: tuple[PrintedEntry, ...]
    briefs: tuple[PrintedEntry, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Head):
    """A whole document."""

    sections: tuple[PrintedSection, ...]
    left: tuple[Omission, ...]
    notes: tuple[str, ...]

    @property
    def printed(self) -> list[tuple[PrintedSection, PrintedEntry]]:
        """Entries and briefs, each with its section, in the order of their numbers."""
        found = [(section, entry) for section in self.sections for entry in (*section.entries, *section.briefs)]
        return sorted(found, key=lambda each: each[1].number)


_WINDOW = TypeAdapter(Window)
_HEAD = TypeAdapter(Head)
_DOCUMENT = TypeAdapter(Document)


def read_window(edition: Mapping[str, Any]) -> Window:
    """Read the window from the `edition` of a document; raise `Unreadable` naming the key that is wrong."""
    return read_as(_WINDOW, edition, f"{FILE}: edition")


def read_head(value: Mapping[str, Any] | bytes) -> Head:
    """Read the head of a document, from JSON or its values; raise `Unreadable` naming the key that is wrong."""
    return read_as(_HEAD, value, FILE)


def read_document(value: Mapping[str, Any] | bytes) -> Document:
    """Read a document, from JSON or its values; raise `Unreadable` naming the key that is wrong."""
    return read_as(_DOCUMENT, value, FILE)


def printed_in(document: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the entries and briefs of a document's values, each with its section, in the order of their numbers.

    Documents of earlier programs have no briefs.
    """
    found = [
        (section, entry)
        for section in document.get("sections", ())
        for entry in (*section["entries"], *section.get("briefs", ()))
    ]
    return sorted(found, key=lambda each: each[1]["number"])


def read_as(shape: TypeAdapter[T], value: Mapping[str, Any] | bytes, name: str) -> T:
    """Read JSON, or its values, as a dataclass; unknown keys are ignored.

    Raises `Unreadable` with `name`, the first key that is wrong, and why.
    """
    try:
        return shape.validate_json(value) if isinstance(value, bytes) else shape.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Unreadable(": ".join(filter(None, (name, place, first["msg"])))) from error
