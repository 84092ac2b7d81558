"""Retries: whether a job that failed is tried again, and when, by the kind of its failure."""

from __future__ import annotations

from datetime import datetime

from aggregator.errors import (
    AggregatorError,
    AlreadyRunning,
    ArchiveError,
    LeaseHeld,
    LeaseLost,
    SeedError,
    StoreError,
    UsageError,
)

HOPELESS = (UsageError, SeedError, LeaseLost)
"""Somebody must change something first; or another worker has the work."""
MAX_TRIES = 8
"""Of a job whose store, disk or machine fails."""
MAX_TURNS = 240
"""Of a job that waits for others; an edition may keep them waiting for an hour."""
FIRST, LONGEST = 5.0, 300.0
"""Seconds before the first retry, and before the last ones."""
TURN = 15.0
"""Seconds between two looks whether another process is done."""


class Interrupted(AggregatorError):
    """The worker ends, and leaves the rest of the job to another."""


def wait_before(error: Exception, attempt: int, now: datetime) -> float | None:
    """Return the seconds before a job is tried again, None if it is not; `attempt` counts from 0."""
    if isinstance(error, HOPELESS):
        return None
    if isinstance(error, Interrupted):
        return 0.0
    if isinstance(error, AlreadyRunning):
        wait = (error.until - now).total_seconds() if isinstance(error, LeaseHeld) else TURN
        return max(wait, 0.5) if attempt < MAX_TURNS else None
    if isinstance(error, StoreError | ArchiveError | OSError) and attempt < MAX_TRIES:
        return min(FIRST * 2.0**attempt, LONGEST)
    return None
