"""An edition of workdays prints on Monday what was published on the weekend."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.runs.newsroom import seeds, story

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 10, 10, tzinfo=UTC)


def test_the_weekend_is_in_the_edition_of_monday(sqlite_url: str, tmp_path: Path) -> None:
    registry = seeds(tmp_path / "seeds")
    plan = registry / "editions" / "evening.toml"
    days = '["monday", "tuesday", "wednesday", "thursday", "friday"]'
    plan.write_text(f"days = {days}\n{plan.read_text('utf-8')}", "utf-8")
    with closing(open_store(sqlite_url)) as store:
        for number in range(4):
            at = MONDAY - timedelta(days=3 - number, hours=5)  # Friday to Monday
            store.stories.save(story(number, published=at, fetched_at=at), [], None)
    request = Request(store=sqlite_url, out=tmp_path / "out", seeds=registry, day=MONDAY.date(), at=MONDAY)
    assert write_only(request).report.verdict is Verdict.OK
    document = json.loads((tmp_path / "out/2026-11-23-evening/digest.json").read_text("utf-8"))
    printed = [entry["headline"] for section in document["sections"] for entry in section["entries"]]
    assert sorted(printed) == sorted(story(number).title for number in (1, 2, 3))
    assert document["edition"]["start"] == "2026-11-21T08:00:00+08:00"


def test_what_was_printed_before_the_weekend_is_known_on_monday(sqlite_url: str, tmp_path: Path) -> None:
    """The memory of an edition is counted from the first day of its window: on Monday, Thursday is near."""
    registry = seeds(tmp_path / "seeds")
    plan = registry / "editions" / "evening.toml"
    plan.write_text(f'days = ["monday", "thursday"]\n{plan.read_text("utf-8")}', "utf-8")
    thursday = MONDAY - timedelta(days=4)
    again = story(0, url="https://www.jiemian.example/article/90.html", fingerprint="f" * 32)
    with closing(open_store(sqlite_url)) as store:
        for each, at in ((story(0), thursday), (again, thursday + DAY), (story(1), MONDAY)):
            noon = at - timedelta(hours=5)
            store.stories.save(replace(each, published=noon, fetched_at=noon), [], None)
    printed = []
    for at in (thursday, MONDAY):
        request = Request(store=sqlite_url, out=tmp_path / "out", seeds=registry, day=at.date(), at=at)
        assert write_only(request).report.verdict is Verdict.OK
        document = json.loads((tmp_path / f"out/{at:%Y-%m-%d}-evening/digest.json").read_text("utf-8"))
        printed.append([entry["headline"] for section in document["sections"] for entry in section["entries"]])
    assert printed == [[story(0).title], [story(1).title]]
