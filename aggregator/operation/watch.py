"""Watch: judge the past, keep the alarms that begin and end, and send them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.crawl.candidates import Candidates
from aggregator.models import Alarm
from aggregator.operation.alarms import Changes, Past, changes, judge
from aggregator.operation.cluster import last_periodic
from aggregator.operation.editions import Making
from aggregator.operation.finding import AlarmKind, Finding, Open
from aggregator.operation.history import LOOK_BACK, History, histories
from aggregator.operation.keeping import keep, showing
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet
from aggregator.store import Store

MEMORY = timedelta(days=7)
"""For which the end of an alarm is still sent to a channel that could not be reached."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that a run read, and the folder for those that show a drift."""

    candidates: Candidates
    folder: Path


def read_past(store: Store, plans: Sequence[EditionPlan], now: datetime, run: Mapping[str, Any] | None = None) -> Past:
    """Read the past of the look-back; `run` is the report of the run that has no end in the store yet."""
    free: dict[datetime, int] = {}
    makings: list[Making] = []
    history = histories(_noting(free, makings, _with_report(store, now - LOOK_BACK, run)))
    return Past(now, history, plans, store.digests.made(now - LOOK_BACK), makings, free, last_periodic(store))


def watch(store: Store, outlets: Mapping[str, Outlet], past: Past, pages: Pages | None = None) -> Changes:
    """Judge the past; write what changes of the alarms, and return it. `pages` are those of the run that is judged."""
    known = open_alarms(store, past.now)
    opened = {alarm.key: alarm.since for alarm in known}
    found = [
        _exemplified(store, past.history, each, pages) if _begins(each, opened) else each
        for each in judge(past, outlets, opened)
    ]
    changed = changes(known, found, outlets, past)
    store.alarms.save([*changed.begun, *changed.over])
    return changed


def open_alarms(store: Store, now: datetime) -> list[Alarm]:
    """Return the alarms that are not over."""
    return [alarm for alarm in store.alarms.recent(now) if alarm.over is None]


def _begins(finding: Finding, opened: Open) -> bool:
    """Return whether a finding is of a drift that is not known yet."""
    return finding.bad and finding.kind is AlarmKind.DRIFT and finding.key not in opened


def _exemplified(store: Store, history: History, finding: Finding, pages: Pages | None) -> Finding:
    """Add to a finding the page of the last visit that shows it, and keep that; else the address of such a story."""
    if pages and (page := showing(pages.candidates, finding)):
        path = keep(page, pages.folder)
        return replace(finding, text=f"{finding.text}; see {page.answer.url}{f', kept in {path}' if path else ''}")
    if not finding.rule:
        return finding
    fetched = store.stories.all(history[finding.subject][-1].at)
    own = (story for story in fetched if story.outlet == finding.subject)
    shown = next((story.url for story in own if story.rules.get(finding.detail) != finding.rule), None)
    return replace(finding, text=f"{finding.text}; see {shown}") if shown else finding


def _with_report(store: Store, since: datetime, run: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the runs since a moment; `run` is the report of the one that has no end yet."""
    for row in store.runs.since(since):
        yield {**row, "report": run} if run and row["run"] == run["run"] else row


def _noting(
    free: dict[datetime, int], makings: list[Making], rows: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield the rows, and note what each run left, bytes and an edition: all rows at once would take much memory."""
    reached, slot = True, None
    for row in rows:
        report = row["report"] or {}
        if (left := report.get("free_bytes")) is not None:
            free[row["started_at"]] = left
        if outlets := report.get("outlets"):
            before = reached and slot is not None and slot == row["slot"]  # each visit for a slot is a run
            reached = before or any(each["entries_read"] + each["entries_unchanged"] for each in outlets)
            slot = row["slot"]
        if report.get("files"):
            newest = report.get("newest")
            makings.append(Making(report["edition"], newest and datetime.fromisoformat(newest), reached))
        yield row


def unsent(alarms: Iterable[Alarm], channel: str) -> list[Alarm]:
    """Return the alarms that a channel does not know: open ones, and the ends of those that it has."""
    return [alarm for alarm in alarms if _waits(alarm, channel)]


def _waits(alarm: Alarm, channel: str) -> bool:
    if alarm.over is None:
        return channel not in alarm.sent
    return channel in alarm.sent and channel not in alarm.end_sent
