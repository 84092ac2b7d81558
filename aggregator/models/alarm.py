"""Alarms: facts that the operator must know, once, and once more when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

OUTLET_KINDS = frozenset({"silent", "drift", "entry", "moved", "robots"})
"""Kinds whose subject is an outlet."""
ADDRESS_KINDS = frozenset({"entry", "moved"})
"""Kinds whose detail is the address of an entry point."""
LEARNED_KINDS = frozenset({"silent", "drift", "entry", "robots"})
"""Kinds that compare with the past of the look-back: what lasts longer than that is the usual state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm, open or over."""

    key: str
    """Its kind, subject and detail: at most one alarm of a key is open."""
    kind: str
    subject: str
    """Id of an outlet, name of an edition, or empty."""
    text: str
    """One line for the operator."""
    since: datetime
    over: datetime | None = None
    end: str | None = None
    """Why it is over."""
    sent: tuple[str, ...] = ()
    """Ids of the channels that have it."""
    end_sent: tuple[str, ...] = ()
    """Ids of the channels that know that it is over."""

    @property
    def detail(self) -> str:
        """Field, address or host that it is about; empty if its kind has one alarm a subject."""
        return " ".join(self.key.split(" ")[2:])

    @property
    def outlet(self) -> bool:
        """Return whether it is about an outlet."""
        return self.kind in OUTLET_KINDS

    @property
    def line(self) -> str:
        """Its subject and text."""
        return f"{self.subject or self.kind}: {self.text}"
