from datetime import UTC, datetime, timedelta

import pytest

from aggregator.errors import AlreadyRunning, LeaseHeld, LeaseLost, SeedError, StoreError, UsageError
from aggregator.worker.retries import LONGEST, MAX_TRIES, MAX_TURNS, Interrupted, wait_before

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize("error", [UsageError("no"), SeedError("a.toml", "id", "no"), LeaseLost("x"), KeyError("x")])
def test_what_a_retry_cannot_help_has_none(error):
    assert wait_before(error, 0, NOW) is None


def test_a_store_that_fails_is_left_alone_for_longer_each_time_and_not_for_ever():
    waits = [wait_before(StoreError("gone"), attempt, NOW) for attempt in range(MAX_TRIES)]
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[1]
    assert waits[-1] == LONGEST
    assert wait_before(StoreError("gone"), MAX_TRIES, NOW) is None


def test_work_of_another_is_tried_again_when_its_lease_ends():
    assert wait_before(LeaseHeld("host:a", "one", NOW + timedelta(seconds=20)), 0, NOW) == 20
    assert wait_before(LeaseHeld("host:a", "one", NOW - timedelta(seconds=20)), 0, NOW) > 0
    assert wait_before(AlreadyRunning("a run"), MAX_TURNS - 1, NOW) > 0
    assert wait_before(AlreadyRunning("a run"), MAX_TURNS, NOW) is None


def test_what_a_worker_leaves_when_it_ends_goes_on_at_once():
    assert wait_before(Interrupted("the worker ends"), 50, NOW) == 0
