"""Visits of an invented outlet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.models.report import Fault, OutletReport, OutletVerdict
from aggregator.operation.history import Visit

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 10, 5, 0, 5, tzinfo=UTC)
"""A Monday, five past eight in Shanghai."""
HOME = "https://lake.example/"


def report(outlet: str = "lake", stored: int = 0, **known: Any) -> OutletReport:
    """Return the report of a crawl that read one entry point and stored some stories by the outlet's layout."""
    values: dict[str, Any] = {
        "verdict": OutletVerdict.OK, "requests": 2 + stored, "entries_read": 1, "entries_unchanged": 0,
        "entries_failed": 0, "links_seen": 40, "links_new": stored, "links_pending": 0, "stored": stored, "copies": 0,
        "refused": 0, "failed": 0, "gone": 0, "faults": (),
        "fields": {name: {"layout": stored} for name in ("title", "text", "published")} if stored else {},
        "lengths": (300, 500, 800, 1200, 3000) if stored else (),
    }  # fmt: skip
    return OutletReport(outlet=outlet, **{**values, **known})


def times(count: int, start: datetime = START) -> list[datetime]:
    """Return the times of two runs a day, at five past eight and five past six in Shanghai."""
    return [start + timedelta(days=at // 2, hours=10 * (at % 2)) for at in range(count)]


def visits(reports: Sequence[OutletReport]) -> list[Visit]:
    """Return visits twice a day with these reports."""
    return [Visit(at, each) for at, each in zip(times(len(reports)), reports, strict=True)]


def unreachable(reason: str, **known: Any) -> OutletReport:
    """Return the report of a crawl whose only entry point failed."""
    failed: dict[str, Any] = {
        "verdict": OutletVerdict.FAILED, "entries_read": 0, "entries_failed": 1, "links_seen": 0,
        "faults": (Fault(f"{HOME}list", reason),),
    }  # fmt: skip
    return report(**{**failed, **known})
