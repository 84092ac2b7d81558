"""Visits to single pages and entry points: what they show, and what they say of their progress."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aggregator.crawl.context import Context
from aggregator.crawl.watcher import Watcher
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.store import open_store
from spiders.visits import look, look_at_entries


class Notes(Watcher):
    """Keeps the notes."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, int, str]] = []
        self.steps = 0

    def begin(self, phase: str, steps: int = 0, of: str = "") -> None:
        self.phases.append((phase, steps, of))

    def step(self) -> None:
        self.steps += 1


@pytest.fixture
def context(outlet) -> Iterator[Context]:
    store = open_store("sqlite://")
    yield Context(store, Registry.load(layers_of(outlet.folder)))
    store.close()


def test_progress_counts_pages_that_fail_and_those_that_forward_once(site, context):
    site.put_stories(range(1, 2))
    site.put("/story/8", f'<meta http-equiv="refresh" content="0; url={site.base}/story/1">')
    notes = Notes()
    urls = [f"{site.base}/story/{number}" for number in (1, 8, 9)]
    seen = look(context.registry.outlets["here"], urls, context, notes)
    assert (notes.phases, notes.steps) == ([("fetch", 3, "page")], 3)
    assert list(seen.faults) == urls[2:]
    assert seen.stories[urls[0]].title == seen.stories[urls[1]].title


def test_entry_points_are_read_and_no_link_of_them_followed(site, outlet, context):
    site.put_stories(range(1, 4))
    site.put("/list", site.pages["/list"].body.decode() + '<a href="/about">关于我们的一切</a>')
    notes = Notes()
    (seen,) = look_at_entries(context.registry.outlets["here"], context, notes)
    assert [refusal for _, refusal in seen.links] == [None, None, None, "story"]
    assert site.asked() == ["/list"]
    assert (notes.phases, notes.steps) == ([("fetch", 1, "entry point")], 1)


def test_an_index_of_sitemaps_announces_what_its_sitemaps_do(site, outlet):
    outlet.entries('[[entries]]\nkind = "sitemap"\nurl = "{base}/map.xml"')
    urls = "".join(f"<url><loc>{site.base}/story/{number}</loc></url>" for number in range(3))
    site.put("/map.xml", f"<sitemapindex><sitemap><loc>{site.base}/a.xml</loc></sitemap></sitemapindex>")
    site.put("/a.xml", f"<urlset>{urls}<url><loc>{site.base}/x</loc></url></urlset>")
    store = open_store("sqlite://")
    registry = Registry.load(layers_of(outlet.folder))
    notes = Notes()
    (seen,) = look_at_entries(registry.outlets["here"], Context(store, registry), notes)
    store.close()
    assert [refusal for _, refusal in seen.links] == [None, None, None, "story"]
    assert notes.steps == 1


def test_a_list_whose_addresses_are_all_thrown_out_says_so(site, outlet):
    site.put("/list", '<a href="/one">云杉软件第一号</a><a href="/two">云杉软件第二号</a>')
    (fault,) = outlet.crawl().faults
    assert fault.reason == "a list without links to stories: `story` and `deny` leave none of 2 addresses"
