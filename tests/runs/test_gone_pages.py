"""A story whose page disappears after it was stored is not printed, then and in later editions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.models import Link, LinkState
from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from aggregator.urls import story_id
from tests.runs.newsroom import ADDRESSES, NAMES, seeds, story

MADE = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """A store of eight stories; another outlet found two pages gone, one after and one before its story was stored."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_store(url)
    for number in range(len(NAMES)):
        store.stories.save(story(number), [], None)
    mark(store, 2, datetime(2026, 11, 20, 5, tzinfo=UTC))
    mark(store, 3, datetime(2026, 11, 20, 1, tzinfo=UTC))
    store.close()
    return url


def mark(store: Any, number: int, at: datetime) -> None:
    store.links.mark("hexun", ADDRESSES[number], LinkState.GONE, "HTTP 404", at)


def make(store_url: str, tmp_path: Path, at: datetime = MADE) -> dict[str, bytes]:
    request = Request(
        store=store_url, out=tmp_path / "out", seeds=seeds(tmp_path / "seeds"), day=date(2026, 11, 20), at=at
    )
    report = write_only(request).report
    assert report.verdict is Verdict.OK, report.reasons
    return {path.name: path.read_bytes() for path in (tmp_path / "out" / "2026-11-20-evening").iterdir()}


def test_a_story_whose_page_is_gone_is_an_omission(store_url: str, tmp_path: Path) -> None:
    document = json.loads(make(store_url, tmp_path)["digest.json"])
    printed = {entry["url"] for section in document["sections"] for entry in section["entries"]}
    assert printed == {address for number, address in enumerate(ADDRESSES) if number != 2}
    omissions = [omission for omission in document["left"] if omission["stage"] == "link"]
    assert omissions == [{"story": story_id(ADDRESSES[2]), "stage": "link", "reason": "gone: HTTP 404"}]


def test_a_page_that_disappears_later_does_not_change_an_edition(store_url: str, tmp_path: Path) -> None:
    first = make(store_url, tmp_path)
    store = open_store(store_url)
    mark(store, 5, datetime(2026, 11, 20, 12, tzinfo=UTC))
    store.close()
    assert make(store_url, tmp_path, datetime(2026, 11, 21, 4, tzinfo=UTC)) == first


def test_the_ledger_lists_the_links_gone_in_a_span(store_url: str) -> None:
    store = open_store(store_url)
    store.links.discover([Link(outlet="cnr", url="https://cnr.example/1")], MADE)
    span = datetime(2026, 11, 20, 1, tzinfo=UTC), datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert [row.link.url for row in store.links.gone(*span)] == [ADDRESSES[3]]
    assert [row.link.url for row in store.links.gone(span[0], MADE)] == [ADDRESSES[2], ADDRESSES[3]]
    store.close()
