"""One story under several addresses, on loopback: what is not fetched again, and what is linked to what."""

import sqlite3

import pytest

from aggregator.models import LinkState
from aggregator.store import open_store

pytestmark = pytest.mark.usefixtures("extractors_kept")


@pytest.fixture
def announce(site):
    """Let the list page announce these paths."""

    def put(*paths):
        site.put("/list", "".join(f'<a href="{path}">云杉软件新版本</a>' for path in paths))

    return put


@pytest.fixture
def name_canonical(site):
    """Let the page of a story name an address as its canonical one."""

    def change(number, address):
        page = site.pages[f"/story/{number}"].body.decode()
        site.put(f"/story/{number}", page.replace("</head>", f'<link rel="canonical" href="{address}"></head>'))

    return change


def test_variants_of_a_known_address_are_not_fetched(site, outlet, stories, announce):
    site.put_stories(range(1, 4))
    site.pages["/story/3?page=1"] = site.pages.pop("/story/3")
    variants = ["/story/1?utm_source=list", "/story/1?from=app#top", "/story/1/amp", "/amp/story/2", "/story/3?page=1"]
    announce("/story/1", "/story/2", *variants)
    outlet.crawl()
    assert sorted(site.asked()) == ["/list", "/story/1", "/story/2", "/story/3?page=1"]
    announce("/story/3?spm=a.b", "/amp/story/1?share_token=q")
    site.requests.clear()
    outlet.crawl()
    assert site.asked() == ["/list"]
    assert len(stories()) == 3


def test_a_story_stored_from_another_outlet_is_not_fetched(site, outlet, stories):
    site.put_stories(range(1, 3))
    outlet.crawl()
    with sqlite3.connect(outlet.store_url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE links SET outlet = 'there'")
        database.execute("DELETE FROM entry_points")
    site.requests.clear()
    report = outlet.crawl()
    assert (site.asked(), report.stored, len(stories())) == (["/list"], 0, 2)
    store = open_store(outlet.store_url)
    assert store.links.get("here", f"{site.base}/story/1").state is LinkState.STORED
    store.close()


@pytest.mark.parametrize("address", ["/", "/list", "/channel/soft", "https://www.example.org", "javascript:void(0)"])
def test_a_canonical_address_that_is_not_a_story_joins_nothing(site, outlet, stories, name_canonical, address):
    site.put_stories(range(1, 3))
    name_canonical(1, address)
    name_canonical(2, address)
    outlet.crawl()
    assert [(story.copy_of, story.canonical_url) for story in stories()] == [(None, story.url) for story in stories()]
    assert len(stories()) == 2


def test_the_page_that_others_name_as_canonical_is_the_original(site, outlet, stories, name_canonical):
    site.put_stories(range(1, 4))
    name_canonical(1, "/story/2?utm_source=page")
    name_canonical(3, "/amp/story/2")
    outlet.crawl()
    found = {story.url.rpartition("/")[2]: story for story in stories()}
    assert found["2"].copy_of is None
    assert [(found[n].copy_of, found[n].copy_rule) for n in "13"] == [(found["2"].id, "same-url")] * 2
