"""The other rules of the alarms: silence, entry points, the clock, the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from math import exp, log
from statistics import median
from zoneinfo import ZoneInfo

from aggregator.operation.finding import AlarmKind, Finding
from aggregator.operation.history import Visit
from aggregator.operation.rhythm import Rhythm
from aggregator.registry.outlets import Outlet

LEAST_VISITS = 8
"""With new links, before a silence can be judged."""
SILENT_VISITS = 2
RISK = 1e-3
"""Probability of a silence that is none, at a visit."""
LONGER = 1.5
"""Times the longest silence of the past, counted in the links that were to be expected."""

FAILED_VISITS = 2
"""In a row before an entry point is reported."""
GOOD_VISITS = 3
"""That an entry point must have had before."""
CAUSES = (
    ("blocked", r"HTTP (?:401|403|405|418|451)\b|challenge"),
    ("forbidden", r"^forbidden by robots\.txt"),
    ("moved", r"leaves the outlet's hosts|HTTP (?:3\d\d|404|410)\b"),
    ("changed", r"^not a|without (?:links|stories)|^the (?:path|JSON)|^broken"),
)
"""Fates of an entry point, by the reason of its fault; else it is unreachable."""

MAX_SKEW = timedelta(hours=1)
"""Between the clock and the `Date` headers of the hosts."""
FULL_WITHIN = timedelta(days=7)
LEAST_RUNS = 6
"""With a known free space, over at least `LEAST_SPAN`, before the disk can be judged."""
LEAST_SPAN = timedelta(days=2)


def silence(outlet: str, visits: Sequence[Visit], zone: ZoneInfo) -> Iterator[Finding]:
    """Judge how long an outlet has had no new link. Visits that did not reach it, and its first one, do not count.

    A silence is counted in the links that were to be expected in it, by weekday and hour: a night weighs nothing.
    """
    reached = [visit for visit in visits if visit.reached]
    last = max((at for at, visit in enumerate(reached) if visit.report.links_new), default=0)
    known, silent = reached[: last + 1], reached[last + 1 :]
    if sum(visit.report.links_new > 0 for visit in known[1:]) < LEAST_VISITS:
        return
    if not silent:
        yield Finding(AlarmKind.SILENT, outlet, "", "")
        return
    rhythm = Rhythm.of(known, zone)
    missing = rhythm.expected(known[-1].at, silent[-1].at)
    usual = [(rhythm.expected(before.at, visit.at), visit.report.links_new) for before, visit in pairwise(known)]
    bound = max(-log(RISK) / _independent(usual), LONGER * _longest(usual))
    if len(silent) >= SILENT_VISITS and missing > bound:
        text = f"no new link since {known[-1].at:%Y-%m-%d %H:%M} UTC; {missing:.0f} are usual in that time"
        yield Finding(AlarmKind.SILENT, outlet, "", text)


def _independent(usual: Sequence[tuple[float, int]]) -> float:
    """Return how far the expected links come one by one, 0 to 1: links that come together leave more visits empty.

    It is the c for which the chance exp(-c × expected) of an empty visit gives as many of them as there were.
    """
    empty = 0.5 + sum(new == 0 for _, new in usual)
    low, high = 1e-3, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        more = sum(exp(-middle * expected) for expected, _ in usual) > empty
        low, high = (middle, high) if more else (low, middle)
    return high


def _longest(usual: Sequence[tuple[float, int]]) -> float:
    """Return the longest silence in a past, in links that were to be expected."""
    longest = silence = 0.0
    for expected, new in usual:
        silence = 0.0 if new else silence + expected
        longest = max(longest, silence)
    return longest


def entries(outlet: Outlet, visits: Sequence[Visit]) -> Iterator[Finding]:
    """Judge each entry point of an outlet: it failed in the last two visits, and had been read before."""
    polled = [visit for visit in visits if visit.report.polled]
    for entry in outlet.entries:
        reasons = [_reason(visit, entry.url) for visit in polled]
        failing = len(reasons) - max((at + 1 for at, reason in enumerate(reasons) if reason is None), default=0)
        if not entry.enabled or not reasons or _newly_forbidden(entry.url, visits):
            continue
        if failing == 0:
            yield Finding(AlarmKind.ENTRY, outlet.id, entry.url, "")
        elif failing >= FAILED_VISITS and reasons.count(None) >= GOOD_VISITS:
            reason = reasons[-1] or ""
            yield Finding(AlarmKind.ENTRY, outlet.id, entry.url, f"{cause(reason)}: {reason} at {entry.url}")


def _newly_forbidden(url: str, visits: Sequence[Visit]) -> bool:
    """Return whether robots.txt forbids an entry point that it allowed: the rule on that file says so."""
    host = "/".join(url.split("/")[:3])
    known = [visit.report.robots[host].entries for visit in visits if host in visit.report.robots]
    return bool(known) and url in known[-1] and any(url not in entries for entries in known)


def moves(outlet: Outlet, visits: Sequence[Visit]) -> Iterator[Finding]:
    """Judge each entry point that the last visit read: it was, or was not, at the end of a permanent redirect."""
    report = visits[-1].report
    failed = {fault.url for fault in report.faults}
    for entry in outlet.entries:
        if not entry.enabled or entry.url in failed:
            continue
        address = report.moved.get(entry.url)
        text = f"moved for good to {address}: its url in the outlet's file is still {entry.url}" if address else ""
        yield Finding(AlarmKind.MOVED, outlet.id, entry.url, text)


def cause(reason: str) -> str:
    """Return what became of an entry point, by the reason of its fault."""
    return next((name for name, pattern in CAUSES if re.search(pattern, reason)), "unreachable")


def _reason(visit: Visit, url: str) -> str | None:
    return next((fault.reason for fault in visit.report.faults if fault.url == url), None)


def clock(visits: Sequence[Visit]) -> Iterator[Finding]:
    """Judge the clock by the median of what the hosts of one run's outlets said of the time."""
    skews = [visit.report.skew for visit in visits if visit.report.skew is not None]
    if not skews:
        return
    skew = timedelta(seconds=median(skews))
    side = "behind" if skew > timedelta(0) else "ahead of"
    text = f"the clock is {abs(skew) / timedelta(hours=1):.1f} hours {side} the hosts' (Date headers of {len(skews)})"
    yield Finding(AlarmKind.CLOCK, "", "", text if abs(skew) > MAX_SKEW else "")


def disk(free: Mapping[datetime, int], now: datetime) -> Iterator[Finding]:
    """Judge when the disk will be full, from the free bytes that the runs left: the median slope between runs."""
    known = sorted(free.items())
    if len(known) < LEAST_RUNS or known[-1][0] - known[0][0] < LEAST_SPAN:
        return
    slope = median(
        (later - first) / ((end - start) / timedelta(days=1)) for (start, first), (end, later) in _pairs(known)
    )
    left = timedelta(days=min(known[-1][1] / -slope, 9999)) if slope < 0 else None
    text = f"full in {left / timedelta(days=1):.1f} days: {known[-1][1] / 2**20:,.0f} MB are free" if left else ""
    yield Finding(AlarmKind.DISK, "", "", text if left and left < FULL_WITHIN else "")


def _pairs(known: Sequence[tuple[datetime, int]]) -> Iterator[tuple[tuple[datetime, int], tuple[datetime, int]]]:
    return ((first, later) for first, later in combinations(known, 2) if later[0] > first[0])
