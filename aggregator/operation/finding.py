"""Findings: the judgement of one rule of the alarms on an outlet, an edition or the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmKind(StrEnum):
    """Kind of an alarm."""

    SILENT = "silent"
    """An outlet has had no new link for longer than is usual."""
    DRIFT = "drift"
    """A field is no longer read, or not by its usual rule; the texts are shorter; pages are not read at all."""
    ENTRY = "entry"
    """An entry point is blocked, moved, forbidden, unreachable, or holds something else."""
    MOVED = "moved"
    """An entry point answers, by a permanent redirect, at another address."""
    ROBOTS = "robots"
    """robots.txt forbids addresses of ours that it allowed, or asks for a longer delay."""
    CLOCK = "clock"
    EDITION = "edition"
    """An edition is late or missing; the last one is stale."""
    DISK = "disk"
    CLUSTER = "cluster"
    """No worker plans or sweeps any more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement of one thing by one rule. What cannot be judged has none."""

    kind: AlarmKind
    subject: str
    """Id of an outlet, name of an edition, or empty."""
    detail: str
    """Field, or address of the entry point; empty if the kind has one finding a subject."""
    text: str
    """One line for the operator; empty if all is well."""
    rule: str = ""
    """The usual rule of a field."""

    @property
    def bad(self) -> bool:
        """Return whether it is a reason for an alarm."""
        return bool(self.text)

    @property
    def key(self) -> str:
        """Identity of the alarm."""
        return " ".join((self.kind, self.subject, self.detail)).rstrip()


Open = Mapping[str, datetime]
"""Time since when an alarm is open, by its key: what came later is not an outlet's usual past."""
