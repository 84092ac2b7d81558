import pytest

from aggregator.errors import AlreadyRunning
from aggregator.store import open_store
from tests.waiting import wait_until

HOLDS = """
import sys
from aggregator.store import open_store
from tests.waiting import wait_until
with open_store(sys.argv[1]).lock():
    print("held", flush=True)
    sys.stdin.readline()
print("free", flush=True)
"""


def is_free(store):
    try:
        with store.lock():
            return True
    except AlreadyRunning:
        return False


def test_a_lock_held_by_another_process_is_refused_at_once(store, store_url, start_script, monkeypatch):
    holder = start_script(HOLDS, store_url)
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail("waited"))
    with pytest.raises(AlreadyRunning, match="another run holds the lock"), store.lock():
        pass
    holder.stdin.write("go on\n")
    assert holder.stdout.readline() == "free\n"
    with store.lock():
        pass


def test_a_killed_holder_holds_nothing(store, store_url, start_script):
    holder = start_script(HOLDS, store_url)
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    wait_until(lambda: is_free(store))  # as soon as the server notices


def fail_inside(store):
    """End a run with an error; a second run may not begin meanwhile."""
    with store.lock():
        with pytest.raises(AlreadyRunning), store.lock():
            pass
        raise RuntimeError("crawl failed")


def test_the_lock_is_held_once_and_an_error_frees_it(store):
    with pytest.raises(RuntimeError, match="crawl"):
        fail_inside(store)
    with store.lock():
        pass


def test_the_lock_of_a_store_in_memory_holds_within_the_process():
    store = open_store("sqlite://")
    with pytest.raises(RuntimeError, match="crawl"):
        fail_inside(store)
    with store.lock():
        pass


def test_the_holder_writes_and_another_opens_and_reads(store, store_url, full_story):
    with store.lock():
        store.stories.save(full_story, [], None)
        other = open_store(store_url)
        assert other.stories.get(full_story.id) == full_story
        other.close()
