"""How things ended: the reports of an outlet's collection and of a run. No Scrapy here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from aggregator.models.delivery import Delivery, DeliveryState


class OutletVerdict(StrEnum):
    """How the collection of an outlet ended."""

    OK = "ok"
    PARTIAL = "partial"
    """Something of it could not be had: an entry point, a link."""
    FAILED = "failed"
    """No entry point answered with anything that could be read."""
    STOPPED = "stopped"
    """A signal ended the run before or while it was collected; what is not finished stays in the ledger."""
    SKIPPED = "skipped"
    """It needs what is not installed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be had, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletReport:
    """What a crawl did at one outlet."""

    outlet: str
    verdict: OutletVerdict
    requests: int
    """Requests sent, robots.txt and retries included."""
    entries_read: int
    entries_unchanged: int
    entries_failed: int
    links_new: int
    links_pending: int
    """Taken up from earlier runs."""
    stored: int
    copies: int
    refused: int
    failed: int
    gone: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReport:
    """What became of an edition in another language than its own."""

    language: str
    entries: int = 0
    reasons: tuple[str, ...] = ()
    """Why it was not written, or why entries are missing in it."""
    files: tuple[str, ...] = ()
    """Empty where it was not written."""


class Verdict(StrEnum):
    """How a run ended."""

    OK = "ok"
    PARTIAL = "partial"
    """Written, and something was missing."""
    BLOCKED = "blocked"
    """Not written; the last good edition stays."""

    @property
    def exit_code(self) -> int:
        """The exit code of the command line's contract."""
        return {Verdict.OK: 0, Verdict.PARTIAL: 3, Verdict.BLOCKED: 4}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """How a delivery stands; times are ISO 8601 in UTC."""

    edition: str
    language: str
    channel: str
    revision: int
    state: str
    attempts: int
    due: str
    """When it is tried again, where it waits."""
    changed: str
    error: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Report a delivery."""
        return cls(
            edition=delivery.edition,
            language=delivery.language,
            channel=delivery.channel,
            revision=delivery.revision,
            state=delivery.state.value,
            attempts=delivery.attempts,
            due=delivery.due.isoformat(timespec="seconds"),
            changed=delivery.changed_at.isoformat(timespec="seconds"),
            error=delivery.error,
        )

    @property
    def trouble(self) -> str | None:
        """What was not delivered and why, or None where all was."""
        if self.state == DeliveryState.SENT and not self.error:
            return None
        again = f", tried again from {self.due}" if self.state == DeliveryState.FAILED else ""
        return f"{self.channel}: {self.edition} ({self.language}) {self.state}{again}: {self.error or 'not tried yet'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did."""

    run: str
    verdict: Verdict
    reasons: tuple[str, ...]
    outlets: tuple[OutletReport, ...] = ()
    edition: str | None = None
    entries: int = 0
    left: int = 0
    """Stories in reach of the edition that are not in it."""
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    deliveries: tuple[DeliveryReport, ...] = ()
    languages: tuple[LanguageReport, ...] = ()
    """The edition in other languages."""
    recorded: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)
