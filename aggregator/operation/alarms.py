"""Alarms: each is raised once, and once more it is over. All rules on one past, and what they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from aggregator.models import Alarm, MadeEdition
from aggregator.operation.drift import drifts
from aggregator.operation.finding import Finding, Open
from aggregator.operation.health import zone_of
from aggregator.operation.history import LOOK_BACK, History
from aggregator.operation.rules import clock, disk, editions, entries, silence
from aggregator.registry.outlets import Outlet


@dataclass(frozen=True, slots=True)
class Past:
    """The facts that the rules look at: the past of the look-back, up to now."""

    now: datetime
    history: History
    """The run that is judged is the last visit of its outlets."""
    made: Sequence[MadeEdition] = ()
    free: Mapping[datetime, int] = field(default_factory=dict)
    """Free bytes of the disk, by the time of the run that left them."""


def judge(past: Past, outlets: Mapping[str, Outlet], opened: Open) -> list[Finding]:
    """Return what can be said of the enabled outlets, of the editions and of the machine."""
    visited = {name: visits for name, visits in past.history.items() if name in outlets and outlets[name].enabled}
    last = max((visits[-1].at for visits in past.history.values()), default=None)
    return [
        *chain.from_iterable(drifts(name, visits, opened) for name, visits in visited.items()),
        *chain.from_iterable(silence(name, visits, zone_of(outlets[name])) for name, visits in visited.items()),
        *chain.from_iterable(entries(outlets[name], visits) for name, visits in visited.items()),
        *clock([visits[-1] for visits in visited.values() if visits[-1].at == last]),
        *editions(past.made, past.now),
        *disk(past.free, past.now),
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """Alarms that begin, and alarms that end, by one judgement."""

    begun: tuple[Alarm, ...]
    over: tuple[Alarm, ...]


def changes(
    known: Sequence[Alarm], findings: Sequence[Finding], outlets: Mapping[str, Outlet], now: datetime
) -> Changes:
    """Return what changes: `known` are the open alarms. One without a finding stays as it is."""
    opened = {alarm.key: alarm for alarm in known}
    begun = [
        Alarm(key=each.key, kind=each.kind, subject=each.subject, text=each.text, since=now)
        for each in findings
        if each.bad and each.key not in opened
    ]
    clear = {each.key for each in findings if not each.bad}
    over = (replace(alarm, over=now, end=end) for alarm in known if (end := _end(alarm, clear, outlets, now)))
    return Changes(tuple(begun), tuple(over))


def _end(alarm: Alarm, clear: set[str], outlets: Mapping[str, Outlet], now: datetime) -> str | None:
    """Return why an alarm is over; None if it is not."""
    if alarm.key in clear:
        return "over"
    if alarm.outlet and not (alarm.subject in outlets and outlets[alarm.subject].enabled):
        return "over: the outlet is no longer collected"
    if now - alarm.since > LOOK_BACK:
        return "over: after four weeks this is the usual state"
    return None


def lines(found: Changes) -> Iterator[str]:
    """Yield a line for each change."""
    yield from (f"alarm: {alarm.line}" for alarm in found.begun)
    yield from (f"{alarm.end or ''}: {alarm.line}" for alarm in found.over)
