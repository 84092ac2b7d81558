"""`Retry-After` (RFC 9110, 10.2.3): the pause that a server asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_PAUSE = 86_400.0
"""Seconds: no server puts us off for longer than a day."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds to wait from `now` on, 0 to `MAX_PAUSE`; None where the header is missing or unreadable.

    The header is a number of seconds or an HTTP date; a date without a zone is in UTC.
    """
    seconds = _seconds((value or "").strip(), now)
    return None if seconds is None else min(max(seconds, 0.0), MAX_PAUSE)


def _seconds(value: str, now: datetime) -> float | None:
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
