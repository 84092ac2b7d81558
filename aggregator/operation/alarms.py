"""Alarms: each is raised once, and once more it is over. All rules on one past, and what they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from aggregator.models import Alarm, MadeEdition
from aggregator.models.alarm import ADDRESS_KINDS, LEARNED_KINDS, OUTLET_KINDS
from aggregator.operation.cluster import resting
from aggregator.operation.drift import drifts
from aggregator.operation.editions import Making, missing, stale
from aggregator.operation.finding import AlarmKind, Finding, Open
from aggregator.operation.health import zone_of
from aggregator.operation.history import LOOK_BACK, History
from aggregator.operation.robots import robots
from aggregator.operation.rules import clock, disk, entries, moves, silence
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet


@dataclass(frozen=True, slots=True)
class Past:
    """The facts that the rules look at: the past of the look-back, up to now."""

    now: datetime
    history: History
    """The run that is judged is the last visit of its outlets."""
    plans: Sequence[EditionPlan] = ()
    made: Sequence[MadeEdition] = ()
    makings: Sequence[Making] = ()
    """The runs that wrote these editions, oldest first."""
    free: Mapping[datetime, int] = field(default_factory=dict)
    """Free bytes of the disk, by the time of the run that left them."""
    periodic: Mapping[str, datetime] = field(default_factory=dict)
    """When each periodic job of workers began last; empty without workers."""


def judge(past: Past, outlets: Mapping[str, Outlet], opened: Open) -> list[Finding]:
    """Return what can be said of the enabled outlets, of the editions and of the machine."""
    visited = {name: visits for name, visits in past.history.items() if name in outlets and outlets[name].enabled}
    last = max((visits[-1].at for visits in past.history.values()), default=None)
    return [
        *chain.from_iterable(drifts(name, visits, opened) for name, visits in visited.items()),
        *chain.from_iterable(silence(name, visits, zone_of(outlets[name])) for name, visits in visited.items()),
        *chain.from_iterable(entries(outlets[name], visits) for name, visits in visited.items()),
        *chain.from_iterable(moves(outlets[name], visits) for name, visits in visited.items()),
        *chain.from_iterable(robots(outlets[name], visits, opened) for name, visits in visited.items()),
        *clock([visits[-1] for visits in visited.values() if visits[-1].at == last]),
        *missing(past.plans, past.made, past.now),
        *stale(past.makings, past.made),
        *disk(past.free, past.now),
        *resting(past.periodic, past.now),
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """Alarms that begin, and alarms that end, by one judgement."""

    begun: tuple[Alarm, ...]
    over: tuple[Alarm, ...]


def changes(known: Sequence[Alarm], findings: Sequence[Finding], outlets: Mapping[str, Outlet], past: Past) -> Changes:
    """Return what changes: `known` are the open alarms. One without a finding stays as it is."""
    opened = {alarm.key: alarm for alarm in known}
    begun = [
        Alarm(key=each.key, kind=each.kind, subject=each.subject, text=each.text, since=_since(each, past))
        for each in findings
        if each.bad and each.key not in opened
    ]
    clear = {each.key for each in findings if not each.bad}
    over = (replace(alarm, over=past.now, end=end) for alarm in known if (end := _end(alarm, clear, outlets, past)))
    return Changes(tuple(begun), tuple(over))


def _since(finding: Finding, past: Past) -> datetime:
    """Return when an alarm begins: with the visit that shows it, which is not of the outlet's usual past."""
    visits = past.history.get(finding.subject, ())
    return visits[-1].at if visits and finding.kind in OUTLET_KINDS else past.now


def _end(alarm: Alarm, clear: set[str], outlets: Mapping[str, Outlet], past: Past) -> str | None:
    """Return why an alarm is over; None if it is not."""
    if alarm.key in clear:
        return "over"
    if alarm.outlet and not (alarm.subject in outlets and outlets[alarm.subject].enabled):
        return "over: the outlet is no longer collected"
    if alarm.kind in ADDRESS_KINDS and alarm.detail not in _addresses(outlets[alarm.subject]):
        return "over: the outlet's file no longer has this entry point"
    if alarm.kind == AlarmKind.EDITION and alarm.subject not in {plan.name for plan in past.plans}:
        return "over: the registry no longer has this edition"
    if alarm.kind in LEARNED_KINDS and past.now - alarm.since > LOOK_BACK:
        return "over: after four weeks this is the usual state"
    return None


def _addresses(outlet: Outlet) -> set[str]:
    return {entry.url for entry in outlet.entries if entry.enabled}


def lines(found: Changes) -> Iterator[str]:
    """Yield a line for each change."""
    yield from (f"alarm: {alarm.line}" for alarm in found.begun)
    yield from (f"{alarm.end or ''}: {alarm.line}" for alarm in found.over)
