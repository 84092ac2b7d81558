"""`latest.json`: the newest edition, and the ones after it that were not made, with the reason.

The answer to "is there an edition of today?": a reader compares the date, and never takes yesterday's for it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, TypeAdapter

from aggregator.formats.document import EditionHeading, read_as

FILE = "latest.json"
VERSION = 1
"""Goes up when a key is renamed, removed or means something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest edition."""

    key: str
    name: str
    date: datetime.date
    language: str
    title: str
    start: AwareDatetime
    end: AwareDatetime
    made_at: AwareDatetime | None = None
    revised: AwareDatetime | None = None
    folder: str
    number: int | None = None
    """Number of the delivery to the channel; None where nothing is counted."""

    @classmethod
    def of(cls, edition: EditionHeading, folder: str, number: int | None = None) -> Newest:
        """Return an edition in its folder."""
        return cls(
            key=edition.key,
            name=edition.name,
            date=edition.date,
            language=edition.language,
            title=edition.title,
            start=edition.start,
            end=edition.end,
            made_at=edition.made_at,
            revised=edition.revised,
            folder=folder,
            number=number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An edition that was not made."""

    key: str
    name: str
    date: datetime.date
    language: str
    """Its own language."""
    end: AwareDatetime
    """End of its window."""
    reasons: tuple[str, ...]
    at: AwareDatetime
    """When that was known."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The content of the file."""

    edition: Newest | None = None
    missing: tuple[Missing, ...] = ()


_LATEST = TypeAdapter(Latest)


def read_latest(content: bytes) -> Latest:
    """Read the file; raise `Unreadable` naming the key that is wrong."""
    return read_as(_LATEST, content, FILE)


def with_edition(latest: Latest, edition: Newest) -> Latest:
    """Return the answer after an edition was made: it is the newest unless there is a newer one."""
    kept = latest.edition
    newest = kept if kept and kept.key != edition.key and (kept.end, kept.key) > (edition.end, edition.key) else edition
    missing = (each for each in latest.missing if each.key != edition.key and each.end > newest.end)
    return Latest(newest, tuple(missing))


def with_missing(latest: Latest, missing: Missing) -> Latest:
    """Return the answer after an edition was not made; one that is there already, or older, is not missed."""
    if latest.edition and latest.edition.end >= missing.end:
        return latest
    others = (each for each in latest.missing if each.key != missing.key)
    return Latest(latest.edition, tuple(sorted((*others, missing), key=lambda each: (each.end, each.key))))


def render(latest: Latest) -> str:
    """Write the answer; values that are not known are missing."""
    edition = latest.edition and _row(latest.edition)
    rows: Sequence[Any] = [_row(each) for each in latest.missing]
    return json.dumps({"version": VERSION, "edition": edition, "missing": rows}, ensure_ascii=False, indent=2) + "\n"


def _row(value: Newest | Missing) -> Mapping[str, Any]:
    values = TypeAdapter(type(value)).dump_python(value)
    return {name: _plain(each) for name, each in values.items() if each is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
