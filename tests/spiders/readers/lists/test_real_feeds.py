"""Real feeds beside the checkout, where they are: no exception, no empty title, no impossible date."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.feed import read_feed
from tests.paths import SHARED

FEEDS = SHARED / "evaluation" / "feeds"
FILES = sorted(FEEDS.glob("*.gz"))
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FILES, reason=f"no real feeds at {FEEDS.name}")


def read(path: Path, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    try:
        return read_feed(
            Document(gzip.decompress(path.read_bytes()), "https://feeds.example/f.xml", NOW), outlet, entry
        )
    except Unreadable as error:
        assert "without stories" in str(error)  # noqa: PT017 - a feed may be empty, and must say so
        return []


def test_real_feeds_are_read(outlet: Outlet, entry: EntryPoint) -> None:
    links = {path.name: read(path, outlet, entry) for path in FILES}
    assert sum(map(bool, links.values())) >= len(FILES) * 0.95
    everything = [link for found in links.values() for link in found]
    assert [link.url for link in everything if not link.title] == []
    assert [link.url for link in everything if not link.url.startswith(("http://", "https://"))] == []
    dated = [link for link in everything if link.published]
    assert len(dated) >= 0.9 * len(everything)
    assert [link.url for link in dated if not link.published.year >= 1995 or link.published > NOW] == []
