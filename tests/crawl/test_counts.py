"""Counters of an outlet's crawl, and the report made of them."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from aggregator.crawl.counts import MAX_FAULTS, Count, add_fault, add_story, outlet_report
from aggregator.models.report import Fault, OutletVerdict
from aggregator.registry.outlets import Outlet
from tests.runs.newsroom import story

OUTLET = Outlet.model_validate(
    {
        "id": "lake",
        "name": {"zh": "湖光新闻", "en": "Lake News"},
        "home": "https://lake.example/",
        "hosts": ["lake.example"],
        "source": "lake",
        "entries": [{"kind": "feed", "url": "https://lake.example/feed.xml"}],
    }
)
CRASH = Fault("https://lake.example/1", "pipeline failed")


@pytest.fixture
def stats() -> MemoryStatsCollector:
    """An empty collector, as a crawler has it."""
    crawler: Any = SimpleNamespace(settings=Settings())
    return MemoryStatsCollector(crawler)


def test_every_counter_is_read_by_the_report(stats: MemoryStatsCollector) -> None:
    before = outlet_report(OUTLET, stats.get_stats(), ())
    for key in Count:
        stats.clear_stats()
        stats.inc_value(key, 7)
        assert outlet_report(OUTLET, stats.get_stats(), ()) != before, key


def test_only_the_first_faults_are_listed(stats: MemoryStatsCollector) -> None:
    faults = [Fault(f"https://lake.example/{number}", "HTTP 500") for number in range(MAX_FAULTS + 20)]
    for fault in faults:
        add_fault(stats, fault)
        stats.inc_value(Count.LINKS_FAILED)
    report = outlet_report(OUTLET, stats.get_stats(), [CRASH])
    assert report.faults == tuple(faults[:MAX_FAULTS])
    assert report.failed == len(faults) + 1


@pytest.mark.parametrize(
    ("counted", "crashes", "verdict"),
    [
        ([Count.ENTRIES_READ, Count.STORED], [], OutletVerdict.OK),
        ([Count.ENTRIES_UNCHANGED], [], OutletVerdict.OK),
        ([Count.ENTRIES_READ, Count.STORED, Count.LINKS_REFUSED], [], OutletVerdict.OK),
        ([Count.ENTRIES_READ, Count.LINKS_REFUSED], [], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_READ, Count.LINKS_FAILED], [], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_READ, Count.ENTRIES_FAILED], [], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_READ, Count.LINKS_WAITING], [], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_READ, Count.LINKS_GIVEN_UP], [], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_READ], [CRASH], OutletVerdict.PARTIAL),
        ([Count.ENTRIES_SKIPPED], [], OutletVerdict.SKIPPED),
        ([Count.ENTRIES_SKIPPED], [CRASH], OutletVerdict.FAILED),
        ([Count.ENTRIES_SKIPPED, Count.ENTRIES_FAILED], [], OutletVerdict.FAILED),
        ([], [], OutletVerdict.FAILED),
    ],
)
def test_the_verdict_follows_from_the_counters(
    stats: MemoryStatsCollector, counted: list[Count], crashes: list[Fault], verdict: OutletVerdict
) -> None:
    for key in counted:
        stats.inc_value(key)
    assert outlet_report(OUTLET, stats.get_stats(), crashes).verdict is verdict
    for ended in (OutletVerdict.STOPPED, OutletVerdict.OVERDUE):
        assert outlet_report(OUTLET, stats.get_stats(), crashes, ended).verdict is ended


def test_the_profile_of_the_stored_stories(stats: MemoryStatsCollector) -> None:
    dated, undated = story(0), replace(story(1), published=None)
    add_story(stats, replace(dated, text="字" * 300, rules={"title": "layout", "published": "layout"}))
    add_story(stats, replace(undated, text="字" * 100, rules={"title": "header:h1"}))
    add_story(stats, replace(undated, text="字" * 200))
    report = outlet_report(OUTLET, stats.get_stats(), ())
    assert report.fields == {
        "title": {"": 1, "header:h1": 1, "layout": 1},
        "text": {"": 3},
        "published": {"layout": 1},
    }
    assert report.lengths == (100, 150, 200, 250, 300)
