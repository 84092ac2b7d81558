"""Days that bind: when a rule, a fee or a campaign takes effect, ends, or closes for comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Bond(StrEnum):
    """The way a day binds."""

    EFFECT = "effect"
    """Something takes effect."""
    END = "end"
    """Something ends, or must be done by then."""
    COMMENT = "comment"
    """A draft closes for comment."""


@dataclass(frozen=True, slots=True)
class BindingDay:
    """A day that binds, and the words that say so."""

    bond: Bond
    day: date
    """In the edition's zone."""
    evidence: str
