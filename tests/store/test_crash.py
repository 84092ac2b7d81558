"""A process killed at any moment loses nothing that it saved, and leaves nothing half written."""

import pytest
from sqlalchemy import func, select, text

from aggregator.store.schema import bands, links, stories

BANDS = 16

CRASHES = """
import os, random, signal, sys, time
from datetime import UTC, datetime
from aggregator.models import Link, Story
from aggregator.store import open_store
import aggregator.store.sql

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
url, lives, bands = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(int(sys.argv[4]))
if url.startswith("postgresql"):
    import psycopg, sqlalchemy.dialects.postgresql.psycopg  # once, not in every writer

def write(life, saved):
    store = open_store(url)
    for number in range(0, 1_000_000, 5):
        addresses = [f"https://harbour.example/{life}/{number + i}" for i in range(5)]
        store.links.discover([Link(outlet="harbour", url=address) for address in addresses], NOW)
        for i, address in enumerate(addresses):
            story = Story(id=address, outlet="harbour", url=address, canonical_url=address,
                          title="题", text="文" * 1500, language="zh", fetched_at=NOW)
            key = (life * 1_000_000 + number + i) * bands
            store.stories.save(story, range(key, key + bands), None)
            os.write(1, f"{address}\\n".encode())
            os.write(saved, b".")

for life in range(lives):
    first_story, saved = os.pipe()
    writer = os.fork()
    if writer == 0:
        write(life, saved)
    os.close(saved)
    os.read(first_story, 1)
    time.sleep(rng.uniform(0, 0.03))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    os.close(first_story)
"""
"""One writer after the other, each killed a moment after its first story; prints the URLs of the saved stories."""


@pytest.fixture
def crash(store_url, start_script, seed):
    """Kill writers; return the URLs that they reported as saved."""

    def run(lives):
        return start_script(CRASHES, store_url, str(lives), str(BANDS), str(seed)).stdout.read().splitlines()

    return run


@pytest.fixture
def snapshot(database):
    """Read several queries in one snapshot: the server may still be committing what the last writer sent."""

    def read(*queries):
        with database.reading() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            return [[tuple(row) for row in connection.execute(query)] for query in queries]

    return read


def test_killed_writers_leave_every_link_pending_or_stored_with_its_story(crash, snapshot):
    lives = 25
    saved = crash(lives)
    ledger, kept, whole = snapshot(
        select(links.c.url, links.c.state, links.c.story),
        select(stories.c.url, stories.c.id),
        select(bands.c.story, func.count()).group_by(bands.c.story),
    )
    assert {(url, story) for url, state, story in ledger if state == "stored"} == set(kept)
    assert {state for _, state, story in ledger if story is None} <= {"discovered"}
    assert len(ledger) % 5 == 0
    assert [number for _, number in whole] == [BANDS] * len(kept)
    assert len(saved) >= lives
    assert set(saved) <= {url for url, _ in kept}


def test_the_next_process_finishes_the_pending_links(crash, store, noon, make_story, link_states):
    crash(1)
    left = store.links.pending("harbour", 3, noon)
    for link in left:
        store.stories.save(make_story(0, id=link.url, url=link.url), [], None)
    kept = len(list(store.stories.all()))
    assert link_states() == {("harbour", "stored"): kept}
    assert kept > len(left)
