"""The rule of the alarms on robots.txt: what its change forbids, or asks for, that the one before did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aggregator.models.report import RobotsRules
from aggregator.operation.finding import AlarmKind, Finding, Open
from aggregator.operation.history import Visit
from aggregator.registry.outlets import Outlet


def robots(outlet: Outlet, visits: Sequence[Visit], opened: Open) -> Iterator[Finding]:
    """Judge each host of an outlet by the rules of the visit before, or before the alarm was opened.

    An open alarm ends with the rules as they were before it, or with further ones that forbid nothing more than those.
    """
    for host in sorted({host for visit in visits for host in visit.report.robots}):
        seen = [visit for visit in visits if host in visit.report.robots]
        last, since = seen[-1], opened.get(_finding(outlet, host, "").key)
        before = [visit for visit in seen[:-1] if since is None or visit.at < since]
        if before and (since or last is visits[-1]):
            yield from _judge(outlet, host, before[-1], last, [visit for visit in seen if since and visit.at >= since])


def _judge(outlet: Outlet, host: str, before: Visit, last: Visit, since: Sequence[Visit]) -> Iterator[Finding]:
    """Compare the rules of two visits; `since` are those from the one that opened the alarm on, if it is open."""
    was, now = before.report.robots[host], last.report.robots[host]
    matter = "; ".join(_matters(was, now, outlet.politeness.delay)) if now.digest != was.digest else ""
    if matter or now.digest == was.digest or not since or now.digest != since[0].report.robots[host].digest:
        # Under the rules that opened the alarm, the newest stories are soon only those that are still allowed.
        yield _finding(outlet, host, matter and f"robots.txt of {host} has changed: {matter}")


def _matters(was: RobotsRules, now: RobotsRules, delay: float) -> Iterator[str]:
    """Yield what is forbidden or asked for now and was not before; `delay` is the outlet's own, in seconds."""
    if entries := [address for address in now.entries if address not in was.entries]:
        yield f"it forbids {', '.join(entries)}"
    forbidden, known = now.stories
    if forbidden > was.stories[0]:
        yield f"it forbids {forbidden} of the {known} newest stories, such as {now.example}"
    if (now.delay or 0.0) > max(was.delay or 0.0, delay):
        yield f"it asks for {now.delay:g} s between two requests, before {was.delay or delay:g}"


def _finding(outlet: Outlet, host: str, text: str) -> Finding:
    return Finding(AlarmKind.ROBOTS, outlet.id, host, text)
