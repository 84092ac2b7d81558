"""A killed crawl loses nothing and doubles nothing: the next run takes up what is not finished."""

import random
import subprocess
import sys
from collections import Counter

from aggregator.store import open_store
from tests.paths import ROOT
from tests.waiting import HUNG, wait_until

STORIES = 60


def start(outlet):
    arguments = ["crawl", "--seeds", str(outlet.folder), "--store", outlet.store_url, "--json"]
    return subprocess.Popen([sys.executable, "-m", "aggregator", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)


def wait_for_stories(site, count):
    wait_until(lambda: sum(path.startswith("/story/") for path in site.asked()) >= count)


def test_nothing_is_lost_and_nothing_doubled_by_kills(site, outlet, seed):
    site.put_stories(range(1, STORIES + 1))
    for asked in sorted(random.Random(seed).sample(range(1, STORIES), 3)):
        process = start(outlet)
        wait_for_stories(site, asked)
        process.kill()
        process.wait()
    assert start(outlet).wait(HUNG) == 0
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
    process.wait()
    assert start(outlet).wait(HUNG) == 0
    fetched = Counter(path for path in site.asked() if path.startswith("/story/"))
    assert len(fetched) == STORIES
    assert sum(fetched.values()) - STORIES <= 2


def test_sigterm_ends_a_crawl_cleanly_and_the_next_one_finishes_it(site, outlet):
    site.put_stories(range(1, STORIES + 1))
    process = start(outlet)
    wait_for_stories(site, STORIES // 4)
    process.terminate()
    assert process.wait(HUNG) in {0, 3}
    done = len(site.asked())
    assert done < STORIES
    assert start(outlet).wait(HUNG) == 0
    assert sum(path.startswith("/story/") for path in site.asked()) <= STORIES + 2
