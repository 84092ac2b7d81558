"""Polls: when an outlet's entry points are asked again, by what its last polls found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from aggregator.registry.outlets import Outlet, Politeness
from aggregator.store import Poll, Polled

FRESH = 0.25
"""Part of the announced links that may be new at the next poll: until then none can have left a list unseen."""
KEPT = 12
"""Good polls from which the interval is derived."""
RETRY_PAUSE = timedelta(minutes=30)
"""Before a failed link is tried again, so that an immediate second run re-fetches nothing."""

_SECOND = timedelta(seconds=1)


def interval(good: Sequence[Poll], politeness: Politeness) -> timedelta:
    """Return the time after which `FRESH` of an outlet's links will be new, within the outlet's limits.

    The pace is that of all kept polls or of the last one, the faster; an outlet without new links counts as one with
    one. Nothing is foreseen for longer than the polls reach back, so that an interval at most doubles.
    """
    least, most = _limits(politeness)
    span = (good[-1].at - good[0].at) / _SECOND if good else 0.0
    if span <= 0:
        return least
    gap = max((good[-1].at - good[-2].at) / _SECOND, 1.0)
    pace = max((sum(poll.new for poll in good[1:]) + 1) / span, good[-1].new / gap)
    wanted = FRESH * median(poll.seen for poll in good) / pace
    return min(max(least, timedelta(seconds=min(wanted, span))), most)


def next_due(polled: Polled, politeness: Politeness) -> datetime:
    """Return when an outlet's entry points are due.

    Failed polls are tried again after the shortest interval, then after twice that, and so on. What the entry points
    say themselves of how long they do not change can make an interval longer.
    """
    least, most = _limits(politeness)
    if polled.failures:
        return polled.at + min(least * 2.0 ** min(polled.failures - 1, 10), most)
    stated = timedelta(seconds=polled.stated)
    return polled.at + min(max(interval(polled.good, politeness), stated), most)


def not_due(
    outlets: Sequence[Outlet], polls: Mapping[str, Polled], now: datetime, since: datetime | None
) -> dict[str, datetime]:
    """Return the outlets that need not be asked now, by id, with the moment at which they are due.

    `since`: an outlet whose last good poll is not later than this is due, whatever its interval.
    """
    found: dict[str, datetime] = {}
    for outlet in outlets:
        polled = polls.get(outlet.id)
        if polled is None or polled.at > now or (since and (polled.failures or polled.at <= since)):
            continue  # a poll of the future is one of a clock that was wrong
        due = next_due(polled, outlet.politeness)
        if due > now:
            found[outlet.id] = due
    return found


def after(before: Polled | None, at: datetime, seen: int, new: int, stated: float, failed: bool) -> Polled:
    """Return the last polls of an outlet after one more."""
    good = before.good if before else ()
    if failed:
        return Polled(at, (before.failures if before else 0) + 1, 0.0, good)
    poll = Poll(at, seen or (good[-1].seen if good else 0), new)
    return Polled(at, 0, stated, (*good, poll)[-KEPT:])


def _limits(politeness: Politeness) -> tuple[timedelta, timedelta]:
    most = timedelta(minutes=politeness.poll_most)
    return min(timedelta(minutes=politeness.poll_least), most), most
