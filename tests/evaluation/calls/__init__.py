"""The calls of the field cases, one module for each way through the program: reading, digests, crawling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aggregator.models import Precision
from tests.evaluation.adapters import ZONE

Args = dict[str, Any]
Found = dict[str, Any]


def local(at: datetime | None, precision: Precision | None) -> str | None:
    """Format a time in Shanghai: "YYYY-MM-DD HH:MM", or the day alone where no minute is known."""
    if at is None:
        return None
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M" if precision is Precision.MINUTE else "%Y-%m-%d")


def aware(value: str) -> datetime:
    """Parse an ISO time, in Shanghai where it states no offset."""
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)
