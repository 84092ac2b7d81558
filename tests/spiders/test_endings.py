"""A crawl ends, whatever its hosts do; what they owe stays in the ledger until it was honestly asked for."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

import pytest

from aggregator import settings
from aggregator.configuration import Limits
from aggregator.crawl import crawlers, turns
from aggregator.crawl.crawlers import PATIENCE
from aggregator.errors import StoreError
from aggregator.models import LinkState
from aggregator.store import open_store
from tests.commands import begun
from tests.waiting import HUNG, wait_until

MANY = range(1, 13)
BAD_RUNS = settings.AGGREGATOR_MAX_ATTEMPTS
BETWEEN = timedelta(minutes=61)
"""From one run to the next: the pause that a host asked for is over."""


def stories_asked(site):
    return [path for path in site.asked() if path.startswith("/story/")]


def age_links(outlet):
    """Let the links have failed long ago."""
    with closing(sqlite3.connect(outlet.store_url.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE links SET changed_at = datetime(changed_at, '-1 hour') WHERE state = 'failed'")


@pytest.mark.parametrize(
    ("status", "headers"), [(500, {}), (429, {"Retry-After": "3600"}), (503, {"Retry-After": "0"})]
)
def test_a_host_that_is_down_for_days_loses_no_story(site, outlet, stories, status, headers):
    site.put_stories(MANY)
    for number in MANY:
        site.put(f"/story/{number}", "", status, **headers)
    for number in range(BAD_RUNS):
        report = outlet.crawl(later=number * BETWEEN)
        assert (report.verdict, report.waiting, report.given_up) == ("partial", len(MANY), 0)
    site.put_stories(MANY)
    assert outlet.crawl(later=BAD_RUNS * BETWEEN).verdict == "ok"
    assert len(stories()) == len(MANY)


def test_a_silent_host_is_asked_a_few_times_only(site, outlet):
    site.put_stories(MANY)
    for number in MANY:
        site.put(f"/story/{number}", "", 503)
    outlet.crawl()
    assert len(set(stories_asked(site))) == turns.MAX_FAILURES


def test_pages_that_hang_count_where_others_were_answered(site, outlet, monkeypatch):
    monkeypatch.setattr(turns, "MAX_FAILURES", 3)
    monkeypatch.setattr(settings, "RETRY_TIMES", 1)
    site.put_stories(MANY)
    file = outlet.folder / "outlets" / "here.toml"
    file.write_text(file.read_text("utf-8").replace("timeout = 5.0", "timeout = 0.3"), "utf-8")
    hanging = MANY[2::4]
    for number in hanging:
        site.pages[f"/story/{number}"].wait = 1.0
    outlet.crawl()
    assert {outlet.link(f"/story/{number}").attempts for number in hanging} == {1}


def test_a_page_that_fails_alone_is_given_up_and_reported_once(site, outlet):
    site.put_stories(MANY)
    site.put("/story/7", "", 500)
    reports = []
    for _ in range(BAD_RUNS + 1):
        reports.append(outlet.crawl())
        age_links(outlet)
    assert [report.waiting for report in reports] == [1] * (BAD_RUNS - 1) + [0, 0]
    assert [report.given_up for report in reports] == [0] * (BAD_RUNS - 1) + [1, 0]
    assert [report.verdict for report in reports[-2:]] == ["partial", "ok"]
    assert outlet.link("/story/7").state is LinkState.FAILED


def test_no_request_leaves_within_a_pause_that_was_asked_for(site, outlet):
    site.put_stories(MANY)
    site.put("/story/3", "", 429, **{"Retry-After": "3600"})
    report = outlet.crawl()
    assert stories_asked(site)[-1] == "/story/3"
    assert report.waiting == len(MANY) - report.stored


def test_the_time_of_a_page_runs_from_its_own_request(site, outlet, monkeypatch):
    monkeypatch.setattr(settings, "RETRY_TIMES", 1)
    site.put_stories(MANY)
    file = outlet.folder / "outlets" / "here.toml"
    file.write_text(file.read_text("utf-8").replace("timeout = 5.0", "timeout = 0.6"), "utf-8")
    for number in (2, 3):
        site.pages[f"/story/{number}"].wait = 1.0
    report = outlet.crawl()
    assert {fault.url.rpartition("/")[2] for fault in report.faults} == {"2", "3"}
    assert report.stored == len(MANY) - 2
    assert outlet.link("/story/2").attempts == 1


def test_a_crawl_delay_is_kept_up_to_a_cap(site, outlet):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.2\n", **{"Content-Type": "text/plain"})
    site.put_stories(range(1, 4))
    assert outlet.crawl().stored == 3
    _, *rest = site.times
    assert min(after - before for before, after in pairwise(rest)) >= 0.2


def test_a_deadline_that_is_over_at_the_start_ends_the_crawl(site, outlet):
    outlet.limits = Limits(crawl_seconds=1e-9)
    site.put_stories(MANY)
    began = time.monotonic()
    assert outlet.crawl().verdict == "overdue"
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("limit", ["outlet_seconds", "crawl_seconds"])
def test_at_its_deadline_a_crawl_keeps_what_it_has(site, outlet, monkeypatch, limit):
    outlet.limits = Limits.model_validate({limit: 1.5})
    monkeypatch.setattr(crawlers, "GRACE", 0.1)
    site.put_stories(range(1, 4))
    site.pages["/story/3"].wait = 60
    began = time.monotonic()
    report = outlet.crawl()
    assert (report.verdict, report.stored, report.waiting) == ("overdue", 2, 1)
    assert time.monotonic() - began < 1.5 + PATIENCE
    assert outlet.link("/story/3").state is LinkState.DISCOVERED


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 4), (signal.SIGINT, 130)])
def test_a_signal_ends_a_crawl_with_a_page_that_hangs(site, outlet, number, code):
    site.put_stories(range(1, 4))
    site.pages["/story/2"].wait = 60
    process = begun("crawl", "--seeds", outlet.folder, "--store", outlet.store_url)
    wait_until(lambda: "/story/2" in site.asked())
    began = time.monotonic()
    os.kill(process.pid, number)
    process.join(HUNG)
    assert process.exitcode == code
    assert time.monotonic() - began < 10
    with closing(open_store(outlet.store_url)) as store:
        (run,) = store.runs.last()
    assert (run["verdict"], run["report"]["reasons"][0]) == ("blocked", "stopped by a signal")
    assert outlet.link("/story/2").state is LinkState.DISCOVERED


def test_a_store_that_cannot_be_written_ends_the_crawl(site, outlet):
    site.put_stories(MANY)
    outlet.crawl()
    with closing(sqlite3.connect(outlet.store_url.removeprefix("sqlite:///"))) as database, database:
        database.execute("DELETE FROM links")
        database.execute("CREATE TRIGGER full BEFORE INSERT ON stories BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    site.put_stories(range(100, 140))
    before = len(stories_asked(site))
    with pytest.raises(StoreError, match="disk full"):
        outlet.crawl()
    assert len(stories_asked(site)) - before < 20
