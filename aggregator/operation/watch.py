"""Watch: judge the past, keep the alarms that begin and end, and send them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aggregator.models import Alarm
from aggregator.operation.alarms import Changes, Past, changes, judge
from aggregator.operation.finding import Finding, Open
from aggregator.operation.history import LOOK_BACK, History, histories
from aggregator.registry.outlets import Outlet
from aggregator.store import Store

MEMORY = timedelta(days=7)
"""For which the end of an alarm is still sent to a channel that could not be reached."""


def read_past(store: Store, now: datetime, run: Mapping[str, Any] | None = None) -> Past:
    """Read the past of the look-back; `run` is the report of the run that has no end in the store yet."""
    free: dict[datetime, int] = {}
    history = histories(_noting(free, _with_report(store, now - LOOK_BACK, run)))
    return Past(now, history, store.digests.made(now - LOOK_BACK), free)


def watch(store: Store, outlets: Mapping[str, Outlet], past: Past) -> Changes:
    """Judge the past; write what changes of the alarms, and return it."""
    known = open_alarms(store, past.now)
    opened = {alarm.key: alarm.since for alarm in known}
    found = [_exemplified(store, past.history, each, opened) for each in judge(past, outlets, opened)]
    changed = changes(known, found, outlets, past.now)
    store.alarms.save([*changed.begun, *changed.over])
    return changed


def open_alarms(store: Store, now: datetime) -> list[Alarm]:
    """Return the alarms that are not over."""
    return [alarm for alarm in store.alarms.recent(now) if alarm.over is None]


def _exemplified(store: Store, history: History, finding: Finding, opened: Open) -> Finding:
    """Add to a new finding of a field that drifts the address of a story of the last visit that shows it."""
    if not (finding.bad and finding.rule) or finding.key in opened:
        return finding
    fetched = store.stories.all(history[finding.subject][-1].at)
    own = (story for story in fetched if story.outlet == finding.subject)
    shown = next((story.url for story in own if story.rules.get(finding.detail) != finding.rule), None)
    return replace(finding, text=f"{finding.text}; see {shown}") if shown else finding


def _with_report(store: Store, since: datetime, run: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the runs since a moment; `run` is the report of the one that has no end yet."""
    for row in store.runs.since(since):
        yield {**row, "report": run} if run and row["run"] == run["run"] else row


def _noting(free: dict[datetime, int], rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows, and note the free bytes that each run left: all rows at once would take much memory."""
    for row in rows:
        left = (row["report"] or {}).get("free_bytes")
        if left is not None:
            free[row["started_at"]] = left
        yield row


def unsent(alarms: Iterable[Alarm], channel: str) -> list[Alarm]:
    """Return the alarms that a channel does not know: open ones, and the ends of those that it has."""
    return [alarm for alarm in alarms if _waits(alarm, channel)]


def _waits(alarm: Alarm, channel: str) -> bool:
    if alarm.over is None:
        return channel not in alarm.sent
    return channel in alarm.sent and channel not in alarm.end_sent
