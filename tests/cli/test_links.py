"""The command links."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.models import Link, LinkState
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store import open_store
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
    assert forked("links", "--store", url, "--outlet", "hill", cwd=tmp_path).stdout == ""
