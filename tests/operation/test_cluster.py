"""Workers as the store shows them, and the alarm on those that no longer plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.operation.alarms import Past, judge
from aggregator.operation.cluster import LATE, PERIODIC, Cluster, Worker, last_periodic, read_cluster, resting
from aggregator.operation.finding import AlarmKind
from aggregator.operation.page import render_page
from aggregator.operation.watch import read_past
from aggregator.store import JobRow, Store

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_nothing_is_said_of_workers_where_there_are_none(store: Store) -> None:
    found = read_cluster(store)
    assert (found.used, found.workers, found.queues, found.late, found.leases) == (False, (), {}, (), ())
    assert list(resting(last_periodic(store), NOW)) == []


@pytest.mark.parametrize(("minutes", "bad"), [(0, False), (2, False), (3, True)])
def test_periodic_jobs_that_are_missing_for_two_periods_are_an_alarm(minutes: int, bad: bool) -> None:
    [finding] = judge(Past(NOW, {}, periodic={"plan": NOW - minutes * MINUTE, "sweep": NOW}), {}, {})
    assert (finding.kind, finding.subject, finding.bad) == (AlarmKind.CLUSTER, "", bad)
    assert ("plan last began at 2026-11-20 09:57 UTC" in finding.text) is bad
    assert "sweep" not in finding.text.partition(":")[2]


def test_the_past_knows_when_periodic_jobs_began(store: Store) -> None:
    lease = store.leases.take(f"{PERIODIC}plan", "one", 0)
    assert read_past(store, (), lease.since).periodic == {"plan": lease.since}


def test_workers_are_shown_with_what_they_have(store: Store) -> None:
    store.leases.take("worker:one", "one", 30)
    store.leases.take("worker:two", "two", -1)
    store.leases.take("host:a.example", "one 0123456789ab", 30)
    store.leases.take("host:b.example", "two 0123456789ab", -1)
    store.leases.want("worker:one", "drain")
    found = read_cluster(store)
    assert [(worker.name, worker.alive, worker.wanted, worker.holds) for worker in found.workers] == [
        ("one", True, "drain", ("host:a.example",)),
        ("two", False, None, ()),
    ]
    assert [lease.name for lease in found.leases] == ["host:a.example"]


def test_the_page_of_health_shows_workers() -> None:
    job = JobRow(7, "crawl", "crawl", "todo", "host:a", "crawl harbour", NOW - 2 * LATE)
    workers = (Worker("one", NOW, NOW, True, None, ("host:a",)), Worker("two", NOW, NOW, False, None, ()))
    cluster = Cluster(NOW, workers, {"plan": NOW}, {"crawl": {"todo": 3, "doing": 1}}, (job,), ())
    page = render_page([], [], NOW, cluster)
    assert "one: alive" in page
    assert '<li class="bad">two: dead' in page
    assert "queue crawl: 3 todo, 1 doing" in page
    assert "late: crawl harbour" in page
    assert "Workers" not in render_page([], [], NOW, Cluster(NOW, (), {}, {}, (), ()))
