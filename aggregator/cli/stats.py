"""The command stats: the stories of each outlet in figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc
from aggregator.cli.tables import reading
from aggregator.exports.read import Asked
from aggregator.exports.tables import STORIES
from aggregator.inspection.stats import READ, OutletStats, stats
from aggregator.inspection.table import aligned
from aggregator.operation.health import sparkline
from aggregator.text.counted import counted

_HEAD = ("outlet", "stories", "copies", "events", "alone", "first", "lead")
_MOST_LABELS = 10


def show_stats(places: Places, window: tuple[datetime | None, datetime | None], only: Sequence[str], js: bool) -> None:
    """Print the figures of the outlets' stories, as a table or as a JSON array."""
    since, until = map(in_utc, window)
    found = [each for each in stats(_rows(places, Asked(since, until))) if not only or each.outlet in only]
    if js:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False))
    else:
        print(*_lines(found), sep="\n")


def _rows(places: Places, asked: Asked) -> Iterator[Mapping[str, Any]]:
    columns = [column for column in STORIES.columns if column.name in READ]
    with reading(places) as reader:
        yield from reader.records(STORIES, asked, columns)


def _lines(found: Sequence[OutletStats]) -> Iterator[str]:
    if not found:
        yield "no stories"
        return
    fields = tuple(found[0].filled)
    yield from aligned([(*_HEAD, *fields), *(_cells(each, fields) for each in found)])
    labels = Counter[str]()
    for each in found:
        labels.update(each.unknown)
    for label, stories in labels.most_common(_MOST_LABELS):
        yield f"unknown label: {label} ({counted(stories, 'story')})"
    if len(labels) > _MOST_LABELS:
        yield f"and {counted(len(labels) - _MOST_LABELS, 'more label')}: aggregator sources unknown"


def _cells(each: OutletStats, fields: Sequence[str]) -> tuple[str, ...]:
    return (
        each.outlet,
        str(each.stories),
        f"{each.copies:.0%}",
        str(each.events),
        str(each.alone),
        str(each.first),
        "–" if each.lead is None else f"{each.lead:.0f} min",
        *(f"{each.filled[name]:.0%} {_history(each, name)}".rstrip() for name in fields),
    )


def _history(each: OutletStats, name: str) -> str:
    runs = each.filled_by_run[name]
    return sparkline(runs) if len(runs) > 1 else ""
