"""The figures of the outlets' stories."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.inspection.stats import READ, stats
from tests.commands import forked

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def row(outlet: str, event: str | None, minutes: float | None = None, **values: Any) -> dict[str, Any]:
    published = None if minutes is None else NOON + timedelta(minutes=minutes)
    precision = None if minutes is None else "minute"
    own = {"outlet": outlet, "event": event, "published": published, "published_precision": precision, "run": "r1"}
    return {**dict.fromkeys(READ), **own, **values}


def figures(*rows: dict[str, Any]) -> dict[str, Any]:
    return {each.outlet: each for each in stats(rows)}


def test_an_outlet_is_first_with_an_event_if_each_other_one_states_a_later_minute():
    found = figures(
        row("a", "e1", 0), row("b", "e1", 30), row("c", "e1", 90),  # 30 minutes before the next
        row("a", "e2", 10), row("b", "e2", 20), row("b", "e2", 5),  # b, by 5 minutes
        row("a", "e3", 0), row("b", "e3", 0),  # both
        row("a", "e4", 0), row("b", "e4"),  # b may have been before
        row("a", "e5", 0), row("b", "e5", 700, published_precision="day"),
        row("a", "e6", 0), row("b", "e6", 60),  # 60 minutes
        row("c", "e7", 0), row("c", None, 0),
    )  # fmt: skip
    assert (found["a"].first, found["a"].lead, found["b"].first, found["b"].lead) == (2, 45.0, 1, 5.0)
    assert (found["c"].events, found["c"].alone, found["c"].first, found["c"].lead) == (2, 1, 0, None)
    assert (found["a"].events, found["a"].alone) == (6, 0)


def test_shares_are_of_all_stories_and_of_each_run_in_its_order():
    found = figures(
        row("a", None, 0, author="林舟", copy_of="x", run="r9"),
        row("a", None, run="r1"),
        row("a", None, 0, author="何川", run="r1"),
        row("a", None, 0, run="r1", source="label:潮汐社"),
        row("b", None, run="r1", source="label:潮汐社"),
    )
    assert (found["a"].stories, found["a"].copies) == (4, 0.25)
    assert (found["a"].filled["author"], found["a"].filled["published"]) == (0.5, 0.75)
    assert found["a"].filled_by_run["author"] == (1.0, 0.3333)
    assert found["a"].unknown == found["b"].unknown == {"潮汐社": 1}


def test_the_command_counts_the_stories_of_the_store(demo, tmp_path):
    with closing(sqlite3.connect(demo.store.removeprefix("sqlite:///"))) as store:
        stored = dict(store.execute("SELECT outlet, count(*) FROM stories GROUP BY outlet"))
    ended = forked("stats", "--json", "--store", demo.store, cwd=tmp_path)
    found = {each["outlet"]: each for each in json.loads(ended.stdout)}
    assert {outlet: each["stories"] for outlet, each in found.items()} == stored
    assert found["jiemian"]["first"] == max(each["first"] for each in found.values()) > 0
    one = forked("stats", "--outlet", "jiemian", "--store", demo.store, cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in one] == ["outlet", "jiemian"]
    assert one[1].split()[1] == str(stored["jiemian"])
    alone = f"{found['jiemian']['events']} {found['jiemian']['alone']}".split()
    assert one[1].split()[3:5] == alone
