"""Statistics of the stories: what is filled, what is copied, and who was first, for each outlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from aggregator.models import OF_LABEL

FIELDS = ("published", "author", "editor", "source_label", "section")
"""Columns that a story may lack."""
READ = ("outlet", "run", "copy_of", "event", "published_precision", "source", *FIELDS)
"""Columns of the stories that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletStats:
    """Figures of the stories of one outlet."""

    outlet: str
    stories: int
    copies: float
    """Share of the stories that repeat another."""
    filled: Mapping[str, float]
    """Share of the stories that have a field, by column."""
    filled_by_run: Mapping[str, tuple[float, ...]]
    """The same for each run that stored any, the first run first."""
    events: int
    """Events that it has a story of."""
    alone: int
    """Of them, those that no other outlet has."""
    first: int
    """Of the others, those that it published before all other outlets, to the minute."""
    lead: float | None
    """Minutes from its story to that of the next outlet: the median over the events that it was first with."""
    unknown: Mapping[str, int]
    """Stories credited to a label that the registry does not know, by label, the most frequent first."""


@dataclass(slots=True)
class _Seen:
    stories: int = 0
    copies: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    runs: dict[str | None, Counter[str]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any]) -> None:
        have = ["stories", *(name for name in FIELDS if row[name] is not None)]
        self.stories += 1
        self.copies += row["copy_of"] is not None
        self.filled.update(have)
        self.runs.setdefault(row["run"], Counter()).update(have)
        if (row["source"] or "").startswith(OF_LABEL):
            self.unknown[row["source"].removeprefix(OF_LABEL)] += 1


Times = Mapping[str, datetime | None]
"""Outlets with a story of an event, and the minute in which each published its first; None: none states one."""


def stats(rows: Iterable[Mapping[str, Any]]) -> list[OutletStats]:
    """Return the figures of each outlet, by id, from stories in the order in which they were stored."""
    seen = defaultdict[str, _Seen](_Seen)
    events = defaultdict[str, dict[str, datetime | None]](dict)
    for row in rows:
        seen[row["outlet"]].add(row)
        if row["event"] is not None:
            _note_time(events[row["event"]], row)
    leads = _leads(events.values())
    had, alone = Counter[str](), Counter[str]()
    for times in events.values():
        had.update(times.keys())
        alone.update(times.keys() if len(times) == 1 else ())
    return [_of_outlet(name, seen[name], had[name], alone[name], leads.get(name, [])) for name in sorted(seen)]


def _note_time(times: dict[str, datetime | None], row: Mapping[str, Any]) -> None:
    known = times.setdefault(row["outlet"], None)
    if row["published"] is not None and row["published_precision"] == "minute":
        times[row["outlet"]] = min(known or row["published"], row["published"])


def _leads(events: Iterable[Times]) -> Mapping[str, list[float]]:
    """Return the minutes by which each outlet was first; one without a time may have been before all."""
    found = defaultdict[str, list[float]](list)
    for times in events:
        ordered = sorted((at, outlet) for outlet, at in times.items() if at is not None)
        if len(ordered) == len(times) > 1:
            (first, outlet), (second, _) = next(pairwise(ordered))
            if first < second:
                found[outlet].append((second - first) / timedelta(minutes=1))
    return found


def _of_outlet(outlet: str, seen: _Seen, events: int, alone: int, leads: list[float]) -> OutletStats:
    return OutletStats(
        outlet=outlet,
        stories=seen.stories,
        copies=round(seen.copies / seen.stories, 4),
        filled={name: _share(seen.filled, name) for name in FIELDS},
        filled_by_run={name: tuple(_share(run, name) for run in seen.runs.values()) for name in FIELDS},
        events=events,
        alone=alone,
        first=len(leads),
        lead=round(median(leads), 1) if leads else None,
        unknown=dict(seen.unknown.most_common()),
    )


def _share(counts: Counter[str], name: str) -> float:
    return round(counts[name] / counts["stories"], 4)
