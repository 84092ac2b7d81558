"""The command links."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.models import Link, LinkState
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store import Pause, open_store
from tests.commands import forked

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_waiting_and_given_up_links_are_listed_apart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_store(url)
    spent, waiting = (Link(outlet="lake", url=f"https://lake.example/{name}") for name in ("spent", "waiting"))
    store.links.discover([spent, waiting], NOON)
    for attempt in range(AGGREGATOR_MAX_ATTEMPTS):
        store.links.mark("lake", spent.url, LinkState.FAILED, "HTTP 500", NOON + timedelta(hours=attempt))
    store.close()

    listed = forked("links", "--store", url, cwd=tmp_path)
    assert (listed.returncode, listed.stdout.split()[-1]) == (0, waiting.url)
    listed = forked("links", "--store", url, "--given-up", "--outlet", "lake", "--json", cwd=tmp_path)
    (row,) = json.loads(listed.stdout)
    assert (row["url"], row["attempts"], row["reason"]) == (spent.url, AGGREGATOR_MAX_ATTEMPTS, "HTTP 500")
    assert row["paused_until"] is None
    assert forked("links", "--store", url, "--outlet", "hill", cwd=tmp_path).stdout == ""


def test_a_link_whose_host_asked_for_a_pause_says_until_when(tmp_path: Path) -> None:
    url, until = f"sqlite:///{tmp_path / 'store.db'}", datetime(2099, 1, 1, tzinfo=UTC)
    with closing(open_store(url)) as store:
        links = [Link(outlet="lake", url=f"https://{host}/1") for host in ("lake.example:8443", "lake.example")]
        store.links.discover(links, NOON)
        store.entry_points.remember_pause(Pause("lake.example:8443", until, "HTTP 429"))
    first, second = forked("links", "--store", url, cwd=tmp_path).stdout.splitlines()
    assert first.endswith(f"until {until.isoformat()}")
    assert second.endswith(links[1].url)
