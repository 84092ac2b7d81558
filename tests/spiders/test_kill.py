"""A killed crawl loses nothing and doubles nothing: the next run takes up what is not finished."""

import random
from collections import Counter
from signal import SIGKILL

from aggregator.store import open_store
from tests.commands import begun
from tests.waiting import HUNG, wait_until

STORIES = 30


def start(outlet):
    return begun("crawl", "--seeds", outlet.folder, "--store", outlet.store_url)


def exit_code(process):
    process.join(HUNG)
    return process.exitcode


def wait_for_stories(site, count):
    wait_until(lambda: sum(path.startswith("/story/") for path in site.asked()) >= count)


def test_kills_lose_and_double_nothing(site, outlet, seed):
    site.put_stories(range(1, STORIES + 1))
    for asked in sorted(random.Random(seed).sample(range(1, STORIES), 3)):
        process = start(outlet)
        wait_for_stories(site, asked)
        process.kill()
        assert exit_code(process) == -SIGKILL
    assert exit_code(start(outlet)) == 0
    store = open_store(outlet.store_url)
    kept = [story.url for story in store.stories.all()]
    store.close()
    assert sorted(kept) == sorted(f"{site.base}/story/{n}" for n in range(1, STORIES + 1))
    assert outlet.link_states() == {"stored": STORIES}


def test_a_kill_costs_at_most_the_pages_under_way(site, outlet):
    site.put_stories(range(1, STORIES + 1))
    process = start(outlet)
    wait_for_stories(site, STORIES // 2)
    process.kill()
    assert exit_code(process) == -SIGKILL
    assert exit_code(start(outlet)) == 0
    fetched = Counter(path for path in site.asked() if path.startswith("/story/"))
    assert len(fetched) == STORIES
    assert sum(fetched.values()) - STORIES <= 2


def test_sigterm_ends_a_crawl_cleanly_and_the_next_one_finishes_it(site, outlet):
    site.put_stories(range(1, STORIES + 1))
    process = start(outlet)
    wait_for_stories(site, STORIES // 4)
    process.terminate()
    assert exit_code(process) == 4
    done = len(site.asked())
    assert done < STORIES
    assert exit_code(start(outlet)) == 0
    assert sum(path.startswith("/story/") for path in site.asked()) <= STORIES + 2
