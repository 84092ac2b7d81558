"""Amendments: what an operator changed in an edition after it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AmendmentKind(StrEnum):
    """The effect of an amendment on an entry."""

    CORRECT = "correct"
    """Other words or another credit."""
    REPLACE = "replace"
    """Written from another story."""
    WITHDRAW = "withdraw"
    """Taken back; nothing follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change of a printed entry, with its reason; each making of the edition repeats it."""

    edition: str
    """Key of the edition."""
    event: str
    """Event of the entry."""
    kind: AmendmentKind
    reason: str
    """For readers, in the edition's own language."""
    at: datetime
    headline: str | None = None
    """None: as it was."""
    paragraph: str | None = None
    """Without dateline and credit; None: as it was."""
    credit: str | None = None
    """Id of the source that the entry is credited to; None: as it was."""
    story: str | None = None
    """Id of the story that a replacement is written from."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The mark of an amendment on the entry that it changed."""

    number: int
    """Counted from 1 over the amendments of the edition, in their order; 0 in a review of that edition."""
    kind: AmendmentKind
    reason: str
    at: datetime
