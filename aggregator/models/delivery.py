"""Publishing: an edition's documents as published, and their delivery to each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from aggregator.models.edition import edition_key


class DeliveryState(StrEnum):
    """State of a delivery.

    queued → sending → sent; failed: retried when it is due; abandoned (stored as `given-up`): all attempts failed, or
    it was refused for good; unsure: the process died, or the connection broke, before the outcome was known, on a
    channel where sending again could duplicate. The last two wait for the operator.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    ABANDONED = "given-up"
    UNSURE = "unsure"


WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})
"""States from which a delivery is sent automatically."""
STUCK = frozenset({DeliveryState.UNSURE, DeliveryState.ABANDONED})
"""States that need the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The documents of an edition to publish, and the channels that take it."""

    documents: Mapping[str, bytes]
    """By file name."""
    channels: Mapping[str, bool]
    """Id of each channel → whether it is repeatable: receiving the same twice changes nothing there."""
    at: datetime
    not_before: Mapping[str, datetime] = field(default_factory=dict)
    """Id of a channel → time before which it gets nothing of the edition."""
    amendments: int = 0
    """How many amendments of the edition are in the documents."""
    ordered: frozenset[str] = frozenset()
    """Channels that get a new amendment although they are not repeatable."""

    def due(self, channel: str) -> datetime:
        """Return when the edition is due at a channel at the earliest."""
        return max(self.at, self.not_before.get(channel, self.at))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names and bytes: equal for an edition rebuilt with the same bytes."""
        whole = sha256()
        for name, content in sorted(self.documents.items()):
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """An edition's documents as published; a correction is the next revision."""

    edition: str
    """Its key: `2026-11-20-evening`."""
    language: str
    revision: int
    """Counted from 1."""
    fingerprint: str
    documents: Mapping[str, bytes]
    number: int | None = None
    """Number of the delivery: each channel counts what it is sent from 1, without gaps."""
    known: int | None = None
    """How many of the edition's amendments the receiver has got; None: nothing of the edition."""

    def delivery_id(self, channel: str) -> str:
        """Return 32 hexadecimal digits, the same each time this revision is sent to the channel."""
        words = (self.edition, self.language, channel, str(self.revision), self.fingerprint)
        return sha256("\n".join(words).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The one delivery of an edition in one language to one channel."""

    edition: str
    language: str
    channel: str
    revision: int
    """The revision to send next, or sent last."""
    repeatable: bool
    state: DeliveryState
    attempts: int
    due: datetime
    """Time of the next attempt at the earliest."""
    claim: str | None
    """Token of the process that sends, or sent last."""
    done: tuple[str, ...]
    """Parts that arrived: recipients, chat messages."""
    error: str | None
    """The last error; with `sent` it names the recipients refused."""
    queued_at: datetime
    changed_at: datetime
    arrived: int | None = None
    """The newest revision that arrived."""
    number: int | None = None
    """Number of what the channel was sent last of the edition; counted for each channel from 1."""
    numbered: int | None = None
    """The revision that got this number."""
    released: bool = False
    """Whether the operator lets it go, however old the edition is."""
    ordered: int | None = None
    """The revision that a channel that is not repeatable gets because the operator ordered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A selection of deliveries; None means any."""

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
    """How an attempt ended: sent, failed (to be retried), abandoned or unsure."""

    state: DeliveryState
    reason: str | None = None
    after: float = 0.0
    """Seconds that the receiver asked to wait before the next attempt."""


SENT = Outcome(DeliveryState.SENT)
