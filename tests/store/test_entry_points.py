from datetime import timedelta

import pytest

from aggregator.errors import StoreError
from aggregator.store import Pause, Poll, Polled, RobotsAnswer, Validators

FEED, LISTING = "https://harbour.example/feed.xml", "https://harbour.example/list"


def test_an_unknown_entry_point_has_empty_validators(store):
    assert store.entry_points.validators("harbour", FEED) == Validators()


def test_validators_are_remembered_by_outlet_and_url(store, noon):
    feed, listing = Validators(etag='W/"1"', body_hash="abc"), Validators(last_modified="Fri, 20 Nov 2026 04:00:00 GMT")
    store.entry_points.remember("harbour", {FEED: feed, LISTING: listing}, noon)
    assert store.entry_points.validators("harbour", FEED) == feed
    assert store.entry_points.validators("harbour", LISTING) == listing
    assert store.entry_points.validators("hill", FEED) == Validators()


def test_newer_validators_replace_all_older_ones(store, noon):
    store.entry_points.remember("harbour", {FEED: Validators(etag="1", body_hash="abc")}, noon)
    store.entry_points.remember("harbour", {FEED: Validators(last_modified="x")}, noon + timedelta(hours=1))
    assert store.entry_points.validators("harbour", FEED) == Validators(last_modified="x")


def test_validators_are_written_all_or_none(store, noon):
    unstorable = Validators(etag=b"bytes")
    with pytest.raises(StoreError):
        store.entry_points.remember("harbour", {FEED: Validators(etag="1"), LISTING: unstorable}, noon)
    assert store.entry_points.validators("harbour", FEED) == Validators()


def test_empty_validators_are_not_an_error(store, noon):
    store.entry_points.remember("harbour", {}, noon)


def test_robots_are_remembered_by_host_byte_for_byte(store, noon):
    host = "https://harbour.example:8443"
    assert store.entry_points.robots(host) is None
    store.entry_points.remember_robots(host, RobotsAnswer(200, "User-agent: *\nDisallow: /私/".encode("gbk"), noon))
    store.entry_points.remember_robots("https://hill.example", RobotsAnswer(404, b"", noon))
    assert store.entry_points.robots(host) == RobotsAnswer(200, "User-agent: *\nDisallow: /私/".encode("gbk"), noon)
    later = RobotsAnswer(503, b"\x00\xff", noon + timedelta(days=1))
    store.entry_points.remember_robots(host, later)
    assert store.entry_points.robots(host) == later


def test_polls_are_remembered_by_outlet(store, noon):
    assert store.entry_points.polls() == {}
    good = (Poll(noon - timedelta(hours=2, microseconds=1), 20, 3), Poll(noon, 21, 0))
    store.entry_points.record_poll("harbour", Polled(noon, 0, 3600.0, good))
    store.entry_points.record_poll("hill", Polled(noon, 1))
    failed = Polled(noon + timedelta(hours=1), 2, 0.0, good)
    store.entry_points.record_poll("harbour", failed)
    assert store.entry_points.polls() == {"harbour": failed, "hill": Polled(noon, 1)}


def test_the_longest_pause_of_a_host_counts_until_it_is_over(store, noon):
    long = Pause("harbour.example:8443", noon + timedelta(hours=3), "HTTP 429")
    store.entry_points.remember_pause(long)
    store.entry_points.remember_pause(Pause("hill.example", noon + timedelta(seconds=30), "HTTP 503"))
    store.entry_points.remember_pause(Pause(long.host, noon + timedelta(hours=1), "HTTP 503"))
    assert [*store.entry_points.pauses(noon)] == [long.host, "hill.example"]
    assert store.entry_points.pauses(noon + timedelta(minutes=1)) == {long.host: long}
    longer = Pause(long.host, noon + timedelta(hours=5), "HTTP 503 for robots.txt")
    store.entry_points.remember_pause(longer)
    assert store.entry_points.pauses(long.until) == {long.host: longer}
    assert store.entry_points.pauses(longer.until) == {}
