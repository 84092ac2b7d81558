"""The plan: the same whoever asks, once for each slot, and polite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aggregator.models import Link, LinkState
from aggregator.models.report import Verdict
from aggregator.runs.check import Inputs, check_inputs
from aggregator.runs.request import Request
from aggregator.runs.session import close_dead_runs
from aggregator.runs.slots import ASSEMBLE, ATTEMPTS, RETRY, TRANSLATE, crawl_step
from aggregator.store import Pause, Poll, Polled, Step, Store
from aggregator.worker import orders
from aggregator.worker.groups import group_outlets
from aggregator.worker.jobs import forget_old
from aggregator.worker.plan import VISITED, plan_jobs
from tests.faults.site import Press

DAY = date(2026, 11, 20)
KEY = "2026-11-20-evening"
BEFORE = datetime(2026, 11, 20, 15, tzinfo=UTC)
CLOSED = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
DUE = CLOSED + timedelta(minutes=6)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> Request:
    """A request with the registry of a press of three outlets; its edition closes at 23:59 in Shanghai."""
    folder = tmp_path_factory.mktemp("press")
    return Request(store="", out=folder / "out", seeds=Press(DAY, outlets=3).write_seeds(folder / "seeds", 80))


@pytest.fixture(scope="module")
def inputs(request_: Request) -> Inputs:
    return check_inputs(request_)


def planned(store: Store, request: Request, inputs: Inputs, now: datetime) -> list[str]:
    groups = group_outlets(inputs.registry.outlets.values())
    return [order.once for order in plan_jobs(store, request, inputs, groups, now)]


def visit(store: Store, outlet: str, at: datetime, slot: str | None = None, verdict: str = "ok") -> None:
    """Leave what a visit leaves."""
    run = f"{outlet} {at} {slot}"
    store.runs.start(run, at, {}, crawl_step(slot, outlet) if slot else None)
    store.entry_points.record_poll(outlet, Polled(at, good=(Poll(at, 10, 1),)))
    store.runs.finish(run, at, verdict, {"outlets": []})


def make(store: Store, at: datetime, day: date = DAY) -> None:
    """Leave an edition as it is in the store."""
    window = {"start": f"{day}T00:00:00+08:00", "end": f"{day}T23:59:00+08:00"}
    key = f"{day}-evening"
    document = {"edition": {"key": key, "name": "evening", "date": f"{day}", "zone": "Asia/Shanghai", **window}}
    store.digests.save(key, "zh", document, [], at)


@pytest.fixture
def between(store: Store) -> Store:
    """A store without a slot that is due: that of the day before is made."""
    for at in (BEFORE, datetime.now(UTC)):
        today = (at + timedelta(hours=8)).date()
        make(store, at, today - timedelta(days=1))
    return store


def test_outlets_are_polled_at_their_interval(between, request_, inputs):
    assert planned(between, request_, inputs, BEFORE) == ["crawl o0", "crawl o1", "crawl o2"]
    visit(between, "o1", BEFORE)
    assert planned(between, request_, inputs, BEFORE + MINUTE) == ["crawl o0", "crawl o2"]
    assert "crawl o1" in planned(between, request_, inputs, BEFORE + 11 * MINUTE)


def test_an_outlet_that_was_just_visited_is_left_alone_though_its_poll_is_not_recorded(between, request_, inputs):
    now = datetime.now(UTC)
    between.leases.take(f"{VISITED}o1", "one", 0)
    assert "crawl o1" not in planned(between, request_, inputs, now + MINUTE)
    assert "crawl o1" in planned(between, request_, inputs, now + 11 * MINUTE)


def test_a_host_that_asked_for_a_pause_is_left_alone_by_all(between, request_, inputs):
    between.entry_points.remember_pause(Pause("127.0.1.2:80", BEFORE + 5 * MINUTE, "HTTP 429"))
    assert planned(between, request_, inputs, BEFORE) == ["crawl o0", "crawl o2"]
    assert "crawl o1" in planned(between, request_, inputs, BEFORE + 6 * MINUTE)


def test_links_that_failed_are_asked_for_again_only_after_a_while(between, request_, inputs):
    url = "http://127.0.1.1/story/1"
    between.links.discover([Link(outlet="o0", url=url)], BEFORE)
    between.links.mark("o0", url, LinkState.FAILED, "HTTP 503", BEFORE)
    visit(between, "o0", BEFORE)
    assert "crawl o0" not in planned(between, request_, inputs, BEFORE + MINUTE)
    visit(between, "o0", BEFORE + 30 * MINUTE)
    assert "crawl o0" in planned(between, request_, inputs, BEFORE + 31 * MINUTE)


def test_a_slot_has_its_visits_first_then_its_edition_once(store, request_, inputs):
    visit(store, "o0", CLOSED)
    slot = [f"crawl o{number} {KEY}" for number in range(3)]
    assert planned(store, request_, inputs, DUE) == slot
    for number, verdict in enumerate(["ok", "partial", "failed"]):
        visit(store, f"o{number}", DUE, KEY, verdict)
    store.entry_points.record_poll("o2", Polled(CLOSED))
    assert planned(store, request_, inputs, DUE + MINUTE) == slot[2:]
    visit(store, "o2", DUE + MINUTE, KEY)
    assert planned(store, request_, inputs, DUE + MINUTE) == [f"assemble {KEY}"]
    make(store, DUE + MINUTE)
    assert planned(store, request_, inputs, DUE + 2 * MINUTE) == []


def test_an_edition_does_not_wait_for_visits_for_ever(store, request_, inputs):
    clock = datetime.now(UTC)  # the slot's first plan has the time of the store's clock, so that it may not be later
    now = (clock - timedelta(hours=16, minutes=30)).replace(hour=16, minute=30)
    key = f"{(now + timedelta(hours=8)).date() - timedelta(days=1)}-evening"
    assert f"crawl o0 {key}" in planned(store, request_, inputs, now)
    late = clock + timedelta(seconds=request_.limits.crawl_seconds + 60)
    assert f"assemble {key}" in planned(store, request_, inputs, late)


def test_an_edition_that_is_blocked_is_tried_again_but_not_for_ever(store, request_, inputs):
    for number in range(3):
        visit(store, f"o{number}", DUE, KEY)
    now = DUE
    for attempt in range(ATTEMPTS):
        assert f"assemble {KEY}" in planned(store, request_, inputs, now), attempt
        store.runs.start(f"attempt {attempt}", now, {}, Step(KEY, ASSEMBLE))
        store.runs.finish(f"attempt {attempt}", now, Verdict.BLOCKED, {})
        assert f"assemble {KEY}" not in planned(store, request_, inputs, now + MINUTE)
        now += RETRY
    assert f"assemble {KEY}" not in planned(store, request_, inputs, now)


def test_an_attempt_that_was_killed_does_not_count(store, request_, inputs):
    for number in range(3):
        visit(store, f"o{number}", DUE, KEY)
    store.runs.start("killed", DUE, {}, Step(KEY, ASSEMBLE))
    lease = store.leases.take("editions", "one killed", 30)
    close_dead_runs(store, DUE)
    assert store.runs.abandoned() == ["killed"]  # its holder lives
    store.leases.give_back(lease)
    close_dead_runs(store, DUE)
    assert store.runs.abandoned() == []
    assert planned(store, request_, inputs, DUE) == [f"assemble {KEY}"]


def test_an_edition_that_is_made_is_translated_once(store, request_, inputs):
    make(store, DUE)
    both = replace(request_, languages=("zh", "en"))
    assert f"translate {KEY}" in planned(store, both, inputs, DUE + MINUTE)
    assert f"translate {KEY}" not in planned(store, request_, inputs, DUE + MINUTE)
    store.runs.start("en", DUE, {}, Step(KEY, TRANSLATE))
    store.runs.finish("en", DUE, Verdict.PARTIAL, {})
    assert f"translate {KEY}" not in planned(store, both, inputs, DUE + MINUTE)


def test_an_edition_goes_before_a_visit_for_it_and_that_before_a_poll():
    poll, visit = orders.crawl("o0", "host:o0"), orders.crawl("o0", "host:o0", KEY)
    assert poll.priority < visit.priority < orders.assemble("evening", DAY).priority < orders.PLAN.priority
    assert poll.lock == visit.lock == "host:o0"
    assert poll.once != visit.once


def test_a_sweep_has_no_lock_that_a_dead_one_could_keep():
    assert (orders.SWEEP.lock, orders.PLAN.lock) == (None, None)
    assert orders.SWEEP.once


def test_marks_of_workers_and_slots_are_forgotten_and_tokens_are_not(store):
    for name in ("worker:one", f"slot:{KEY}", "editions", "host:o0"):
        store.leases.take(name, "one", -timedelta(days=3).total_seconds())
    forget_old(store)
    assert [lease.name for lease in store.leases.find()] == ["editions", "host:o0"]
