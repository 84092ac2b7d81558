import threading
from datetime import timedelta

import pytest

from aggregator.errors import AlreadyRunning, LeaseHeld, LeaseLost, StoreError
from aggregator.models import LinkState
from aggregator.store import open_store
from tests.waiting import wait_until


def test_a_lease_that_is_held_says_by_whom_and_until_when(store):
    held = store.leases.take("host:harbour", "one", 30)
    with pytest.raises(LeaseHeld, match="host:harbour: one has it until") as raised:
        store.leases.take("host:harbour", "two", 30)
    assert raised.value.until == held.until
    assert held.until - held.since == timedelta(seconds=30)
    assert store.leases.take("host:hill", "two", 30).token == 1


def test_a_lease_that_ended_or_was_given_back_is_taken_over(store):
    first = store.leases.take("host:harbour", "one", 0)
    second = store.leases.take("host:harbour", "two", 30)
    store.leases.give_back(second)
    third = store.leases.take("host:harbour", "three", 30)
    assert [each.token for each in (first, second, third)] == [1, 2, 3]
    assert (first.before, second.before) == (None, first.until)
    assert third.before < second.until


def test_a_lease_is_renewed_by_its_holder_alone(store):
    late = store.leases.take("editions", "one", 0)
    assert store.leases.renew(late, 0).until > late.until  # nobody took it meanwhile
    now = store.leases.take("editions", "two", 30)
    with pytest.raises(LeaseLost, match="editions: another worker took it over from one"):
        store.leases.renew(late, 30)
    store.leases.give_back(late)
    [found] = store.leases.find("editions")
    assert (found.holder, found.until) == ("two", now.until)


def test_who_is_late_writes_nothing_over_the_work_of_a_successor(store, noon):
    late = store.under(store.leases.take("host:harbour", "one", 0))
    late.links.mark("harbour", "http://harbour.example/1", LinkState.GONE, "HTTP 404", noon)
    successor = store.under(store.leases.take("host:harbour", "two", 30))
    with pytest.raises(LeaseLost):
        late.links.mark("harbour", "http://harbour.example/2", LinkState.GONE, "HTTP 404", noon)
    with pytest.raises(LeaseLost), late.holding():
        pytest.fail("held")
    successor.links.mark("harbour", "http://harbour.example/3", LinkState.GONE, "HTTP 404", noon)
    found = [row.link.url[-1] for row in store.links.gone(noon, noon + timedelta(hours=1))]
    assert found == ["1", "3"]


def test_nobody_takes_over_while_a_holder_writes(postgres_url):
    store, other = open_store(postgres_url), open_store(postgres_url)
    late = store.under(store.leases.take("editions", "one", 0))
    taken = []
    with late.holding():
        successor = threading.Thread(target=lambda: taken.append(other.leases.take("editions", "two", 30)))
        successor.start()
        successor.join(0.3)
        assert taken == []
    successor.join()
    assert [each.token for each in taken] == [2]
    store.close(), other.close()


def test_a_holder_that_is_cut_off_while_it_writes_does_not_keep_the_lease(postgres_url, monkeypatch):
    monkeypatch.setattr("aggregator.store.leases.IDLE", 1)
    store, other = open_store(postgres_url), open_store(postgres_url)
    late = store.under(store.leases.take("editions", "one", 0))
    with pytest.raises(StoreError), late.holding():  # the server ends it
        assert other.leases.take("editions", "two", 30).token == 2
    store.close(), other.close()


def test_a_holder_learns_what_is_wanted_of_it(store):
    lease = store.leases.take("worker:one", "one", 30)
    store.leases.want("worker:one", "drain")
    assert store.leases.renew(lease, 30).wanted == "drain"
    store.leases.give_back(lease)
    assert store.leases.take("worker:one", "one", 30).wanted is None
    store.leases.drop(["worker:one"])
    assert store.leases.find() == []


def test_shared_holders_bear_each_other_and_no_other(postgres_url):
    one, two = open_store(postgres_url), open_store(postgres_url)
    with one.lock("run", shared=True), two.lock("run", shared=True), pytest.raises(AlreadyRunning), two.lock():
        pass
    with two.lock(), pytest.raises(AlreadyRunning), one.lock("run", shared=True):
        pass
    one.close(), two.close()


def test_the_same_work_waits(postgres_url):
    one, two = open_store(postgres_url), open_store(postgres_url)
    done = []

    def work():
        with two.alone("stories"):
            done.append(True)

    with one.alone("stories"), one.alone("others"):
        waiting = threading.Thread(target=work)
        waiting.start()
        waiting.join(0.3)
        assert done == []
    wait_until(lambda: done == [True])
    waiting.join()
    one.close(), two.close()
