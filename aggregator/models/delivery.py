"""The values of publishing: an edition's documents as published, and its way to each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from aggregator.models.edition import edition_key


class DeliveryState(StrEnum):
    """What became of a delivery.

    queued → sending → sent; failed: is tried again when it is due; given-up: tried as often as the channel
    says, or refused for good; unsure: the process died, or the line broke, between sending and knowing, on a
    channel where sending again would double. The last two wait for the operator.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given-up"
    UNSURE = "unsure"


WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})
"""States from which a delivery is taken up by itself."""
STUCK = frozenset({DeliveryState.UNSURE, DeliveryState.GIVEN_UP})
"""States that only the operator ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is published of an edition, and the channels that take it."""

    documents: Mapping[str, bytes]
    """By file name."""
    channels: Mapping[str, bool]
    """Id of each channel → whether it is repeatable: receiving the same again changes nothing there."""
    at: datetime

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names and bytes: equal for an edition made again with the same bytes."""
        whole = sha256()
        for name, content in sorted(self.documents.items()):
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """An edition's documents as they were published once; a correction is the next revision."""

    edition: str
    """Its key: `2026-11-20-evening`."""
    language: str
    revision: int
    """Counted from 1."""
    fingerprint: str
    documents: Mapping[str, bytes]

    def delivery_id(self, channel: str) -> str:
        """Return 32 hexadecimal digits, the same however often this revision is sent to the channel."""
        words = (self.edition, self.language, channel, str(self.revision), self.fingerprint)
        return sha256("\n".join(words).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The way of an edition in one language to one channel: at most one, whatever happens."""

    edition: str
    language: str
    channel: str
    revision: int
    """The one that is sent next, or was sent last."""
    repeatable: bool
    state: DeliveryState
    attempts: int
    due: datetime
    """Not tried before."""
    claim: str | None
    """Who sends, or sent last: a word of the process's own."""
    done: tuple[str, ...]
    """Parts that arrived: recipients, messages of a chat."""
    error: str | None
    """The last error; beside `sent` it names what a receiver refused."""
    queued_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which deliveries are meant; None means any."""

    channel: str | None = None
    edition: str | None = None
    """Name of the edition: `evening`."""
    day: date | None = None

    @property
    def key(self) -> str | None:
        """Key of the edition, if day and name select one."""
        return edition_key(self.day, self.edition) if self.day and self.edition else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: sent, failed (to be tried again), given up or unsure."""

    state: DeliveryState
    reason: str | None = None
    after: float = 0.0
    """Seconds that the receiver asked to be left alone before the next try."""


SENT = Outcome(DeliveryState.SENT)
