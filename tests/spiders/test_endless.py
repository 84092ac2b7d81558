"""Ways that never end, on loopback: each is left after a known number of requests, and loses nothing that is there."""

from collections import Counter

import pytest

from aggregator.models import LinkState
from aggregator.models.report import OutletVerdict
from spiders import outlet as visits
from spiders.answers import MAX_COOKIES
from tests.spiders.conftest import Page, story_page

pytestmark = pytest.mark.usefixtures("extractors_kept")

SITEMAP = '[[entries]]\nkind = "sitemap"\nurl = "{base}/index.xml"\n'
PAGES = '[[entries]]\nkind = "listing"\nurl = "{base}/list"\npages = 3\nnext_url = "{base}/list/{{page}}"\n'
REFRESH = '<html><head><meta http-equiv="refresh" content="0; url={}"></head><body>正在跳转…</body></html>'


def index(*addresses):
    return "<sitemapindex>" + "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)


def test_an_index_that_lists_itself_is_read_once_more(site, outlet):
    outlet.entries(SITEMAP)
    site.put("/index.xml", index(*[f"{site.base}/index.xml"] * 30))
    assert outlet.crawl().verdict is OutletVerdict.PARTIAL
    assert site.asked() == ["/index.xml"] * 2


def test_of_an_index_without_end_the_newest_are_read(site, outlet):
    outlet.entries(SITEMAP)
    names = [f"/map/{n}.xml" for n in range(30)]
    site.put("/index.xml", index(*(site.base + name for name in names)))
    for name in names:
        site.put(name, index(*(f"{site.base}{name}/{n}" for n in range(3))))
    outlet.crawl()
    assert len(site.asked()) == 1 + visits.MAX_CHILDREN


def test_a_visit_takes_up_a_limit_of_links_and_the_next_one_the_rest(site, outlet, monkeypatch):
    monkeypatch.setattr(visits, "MAX_NEW", 4)
    monkeypatch.setattr(visits, "_PART", 2)
    site.put_stories(range(1, 8))
    site.pages["/list"].headers["ETag"] = '"same"'
    report = outlet.crawl()
    assert (report.stored, report.verdict) == (4, OutletVerdict.PARTIAL)
    assert report.faults[0].reason == "3 links are left to the next visit: 4 were new"
    report = outlet.crawl()
    assert (report.stored, report.verdict) == (3, OutletVerdict.OK)
    assert outlet.link_states() == {LinkState.STORED: 7}


def test_pages_of_a_list_that_never_end_are_read_as_far_as_its_file_says(site, outlet):
    outlet.entries(PAGES)
    for page in range(1, 10):
        site.put_stories(range(page * 10, page * 10 + 2), "/list" if page == 1 else f"/list/{page}")
    outlet.crawl()
    assert [path for path in site.asked() if "list" in path] == ["/list", "/list/2", "/list/3"]


@pytest.mark.parametrize("hops", [["/story/1"], ["/a", "/b", "/story/1"], [f"/hop/{n}" for n in range(20)]])
def test_redirects_without_end_are_left(site, outlet, hops):
    site.put_stories(range(1, 3))
    for here, there in zip(["/story/1", *hops], hops, strict=False):
        site.pages[here] = Page(status=302, headers={"Location": there})
    assert outlet.crawl().stored == 1
    assert outlet.link("/story/1").reason == "max redirections reached"
    assert len(site.asked()) == 2 + 6


@pytest.mark.parametrize("hops", [["/list"], ["/a", "/list"], [f"/hop/{n}" for n in range(20)]])
def test_lists_that_forward_without_end_are_left(site, outlet, hops):
    for here, there in zip(["/list", *hops], hops, strict=False):
        site.put(here, REFRESH.format(there))
    report = outlet.crawl()
    assert report.verdict is OutletVerdict.FAILED
    assert "only forwards" in report.faults[0].reason
    assert len(site.asked()) <= 6


def test_a_robots_txt_that_redirects_without_end_forbids_nothing(site, outlet):
    site.put_stories(range(1, 2))
    site.pages["/robots.txt"] = Page(status=302, headers={"Location": "/robots.txt"})
    assert outlet.crawl().stored == 1
    assert Counter(path for path, _ in site.requests)["/robots.txt"] == 6


def test_cookies_of_redirects_do_not_pile_up(site, outlet):
    site.put_stories(range(1, 6))
    for n in range(1, 6):
        site.pages[f"/new/{n}"] = site.pages[f"/story/{n}"]
        cookie = f"c{n}={'x' * (MAX_COOKIES // 2)}; path=/"
        site.pages[f"/story/{n}"] = Page(status=302, headers={"Location": f"/new/{n}", "Set-Cookie": cookie})
    assert outlet.crawl().stored == 5
    sent = [headers["cookie"] for path, headers in site.requests if "/new/" in path]
    assert len(sent) == 5
    assert all(MAX_COOKIES // 2 < len(cookie) < MAX_COOKIES for cookie in sent)


def test_pages_that_name_each_other_as_canonical_have_one_original(site, outlet, stories):
    site.put_stories(range(1, 7))
    for here, there in ((1, 2), (2, 1), (3, 4), (4, 5), (5, 3), (6, 6)):
        page = site.pages[f"/story/{here}"].body.decode()
        site.put(f"/story/{here}", page.replace("</head>", f'<link rel="canonical" href="/story/{there}"></head>'))
    outlet.crawl()
    found = {story.id: (story.url[-1], story.copy_of) for story in stories()}
    originals = {number for number, copied in found.values() if copied is None}
    assert [len(originals & set(loop)) for loop in ("12", "345", "6")] == [1, 1, 1]
    assert all(found[copied][1] is None for _, copied in found.values() if copied)


def test_one_page_under_many_addresses_is_one_story_and_its_copies(site, outlet, stories):
    paths = [f"/story/1?n={n}" for n in range(20)]
    items = "".join(f"<item><title>云杉软件</title><link>{site.base}{path}</link></item>" for path in paths)
    site.put("/feed", f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    for path in paths:
        site.put(path, story_page(1))
    outlet.entries('[[entries]]\nkind = "feed"\nurl = "{base}/feed"\n')
    report = outlet.crawl()
    assert (report.stored, report.copies) == (20, 19)
    assert len({story.copy_of or story.id for story in stories()}) == 1
