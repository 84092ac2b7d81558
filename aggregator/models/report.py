"""Reports of a crawl at one outlet, and of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

from aggregator.models.delivery import Delivery, DeliveryState


class OutletVerdict(StrEnum):
    """How the collection of an outlet ended."""

    OK = "ok"
    PARTIAL = "partial"
    """An entry point or a link was unavailable."""
    FAILED = "failed"
    """No entry point had a readable answer."""
    STOPPED = "stopped"
    """A signal ended the run before it was finished; the rest stays in the ledger."""
    OVERDUE = "overdue"
    """Its time, or that of the crawl, was up before it was finished; the rest stays in the ledger."""
    SKIPPED = "skipped"
    """It needs an extra that is not installed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A URL that was unavailable, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The robots.txt of a host, as far as it concerns us."""

    digest: str
    """Of the rules that apply to us."""
    delay: float | None = None
    """Seconds that `Crawl-delay` asks for."""
    entries: tuple[str, ...] = ()
    """Entry points of the outlet that it forbids."""
    stories: tuple[int, int] = (0, 0)
    """How many of the outlet's newest stored stories on this host it forbids, and how many there are."""
    example: str = ""
    """Address of the newest of those that it forbids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletReport:
    """Figures of a crawl at one outlet."""

    outlet: str
    verdict: OutletVerdict
    requests: int
    """Requests sent, robots.txt and retries included."""
    entries_read: int
    entries_unchanged: int
    entries_failed: int
    links_new: int
    links_pending: int
    """Carried over from earlier runs."""
    stored: int
    copies: int
    refused: int
    failed: int
    gone: int
    polled: bool = True
    """False: its entry points were not due, and only links that earlier runs had left were asked for."""
    links_seen: int = 0
    """Links to stories that its entry points announced, known ones included."""
    waiting: int = 0
    """Links without a story when its crawl ended that a later run asks for again."""
    given_up: int = 0
    """Links given up in this run, after as many bad answers as a link may have."""
    fields: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Stored stories by field and by the rule that read it; a story without the field is in none."""
    lengths: tuple[int, ...] = ()
    """Characters of the stored texts: the quartiles, least and most included. Empty if nothing was stored."""
    seconds: float = 0.0
    skew: float | None = None
    """Seconds by which the hosts' clocks are ahead of ours, the median of their `Date` headers; None: none was sent."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Entry points behind a permanent redirect (301, 308), with the address that it leads to."""
    robots: Mapping[str, RobotsRules] = field(default_factory=dict)
    """By host, as `https://news.example`; of those that were asked."""
    faults: tuple[Fault, ...]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read a report from JSON values; one of an earlier version lacks some, and gets their defaults."""
        known = {each.name: values[each.name] for each in fields(cls) if each.name in values}
        return cls(
            **known
            | {
                "verdict": OutletVerdict(values["verdict"]),
                "lengths": tuple(values.get("lengths", ())),
                "robots": {host: _rules(found) for host, found in values.get("robots", {}).items()},
                "faults": tuple(Fault(**fault) for fault in values["faults"]),
            }
        )


def _rules(values: Mapping[str, Any]) -> RobotsRules:
    forbidden, known = values["stories"]
    return RobotsRules(**{**values, "entries": tuple(values["entries"]), "stories": (forbidden, known)})


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReport:
    """The outcome of an edition in another language."""

    language: str
    entries: int = 0
    reasons: tuple[str, ...] = ()
    """Why it was not written, or entries are missing."""
    files: tuple[str, ...] = ()
    """Empty if it was not written."""


class Verdict(StrEnum):
    """How a run ended."""

    OK = "ok"
    PARTIAL = "partial"
    """Written, but something is missing."""
    BLOCKED = "blocked"
    """Not written; the last good edition stays in place."""
    FAILED = "failed"
    """An error ended the run."""

    @property
    def exit_code(self) -> int:
        """Exit code of the command line."""
        return {Verdict.OK: 0, Verdict.PARTIAL: 3, Verdict.BLOCKED: 4, Verdict.FAILED: 1}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """State of a delivery; times are ISO 8601 in UTC."""

    edition: str
    language: str
    channel: str
    revision: int
    state: str
    attempts: int
    due: str
    """Time of the next attempt, if it waits."""
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
        """Delivery failure and its reason; None if everything arrived."""
        if self.state == DeliveryState.SENT and not self.error:
            return None
        due = f", next attempt from {self.due}" if self.state == DeliveryState.FAILED else ""
        reason = self.error or "not attempted yet"
        return f"{self.channel}: {self.edition} ({self.language}) {self.state}{due}: {reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """Outcome and figures of a run."""

    run: str
    verdict: Verdict
    reasons: tuple[str, ...]
    outlets: tuple[OutletReport, ...] = ()
    edition: str | None = None
    entries: int = 0
    left: int = 0
    """Stories considered for the edition that are not in it."""
    newest: str | None = None
    """When the newest story of its entries was published, ISO 8601 in UTC."""
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    """Findings of the cautions in what the edition prints, a line each; nothing is changed for them."""
    files: tuple[str, ...] = ()
    deliveries: tuple[DeliveryReport, ...] = ()
    languages: tuple[LanguageReport, ...] = ()
    """The edition in other languages."""
    not_due: Mapping[str, str] = field(default_factory=dict)
    """Outlets that were not visited as their entry points were not due, with the time when they are (ISO 8601)."""
    recorded: str | None = None
    """The file with the answers of the crawl."""
    alarms: tuple[str, ...] = ()
    """Alarms that began, or were over, a line each."""
    free_bytes: int | None = None
    """Of the disk with the least room: that of the store, or of the output folder."""

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)
