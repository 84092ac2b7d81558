"""Documents made to be slow, just below the limits of what is read in the crawl's own process."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from aggregator.configuration import Limits
from aggregator.errors import Unreadable
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.addresses import MAX_LENGTH
from spiders.readers.document import Document
from spiders.readers.limits import MAX_LIGHT_BYTES, is_light
from spiders.readers.lists.announcements import read_entry_point
from spiders.readers.page.article import read_article
from spiders.robots import MAX_BYTES
from tests.spiders.conftest import LISTING, Page, Site
from tests.spiders.conftest import Outlet as Crawled
from tests.spiders.test_hostile_documents import NOW, URL

SITEMAP = (
    LISTING
    + """
[[entries]]
kind = "sitemap"
url = "{base}/sitemap"
"""
)
MAX_SECONDS = 4.0
"""Of CPU; the slowest took 2 s when the limits were set, alone on one of the cores."""
HEAD = "<h1>云杉软件公司今天发布版本</h1><p>2026-11-20 09:30 来源：本地</p>"
DATE = "{} Janzz {} de 2026 {}h01"
"""A date that is only refused after every form and language was tried."""


def repeated(unit: str, times: int, opening: str = "") -> bytes:
    return (
        opening + "".join(unit.format(n=n, date=DATE.format(n % 28, n % 60, n % 24)) for n in range(times))
    ).encode()


SLOWEST: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "lines with times": ("page", lambda n: repeated("<p>2026-11-28 09:00 来源：甲", n, HEAD)),
    "one line": ("page", lambda n: (HEAD + "云杉软件公司，" * n).encode()),
    "attributes of a feed": ("feed", lambda n: repeated(' a{n}="1"', n, "<rss version='2.0'><channel><item")),
    "dates of a feed": (
        "feed",
        lambda n: repeated("<item><link>http://a/{n}</link><pubDate>{date}</pubDate></item>", n),
    ),
    "dates of a JSON list": ("api", lambda n: repeated('{{"u":"/s/{n}","d":"{date}"}},', n, '{{"items":[') + b"{}]}"),
}


def largest_light(kind: str, make: Callable[[int], bytes]) -> bytes:
    """Return the largest of the documents that is still light."""
    few, many = 1, MAX_LIGHT_BYTES
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if is_light(make(middle), kind) else (few, middle)
    return make(few)


@pytest.fixture(scope="module")
def willow() -> Outlet:
    names = {"zh": "云杉", "en": "Willow"}
    fields = {"id": "willow", "name": names, "home": "https://willow.example/", "hosts": ["willow.example"]}
    return Outlet.model_validate({**fields, "source": "willow", "entries": [{"kind": "listing", "url": URL}]})


@pytest.mark.parametrize(("kind", "make"), SLOWEST.values(), ids=SLOWEST)
def test_no_light_document_holds_the_crawl(willow: Outlet, kind: str, make: Callable[[int], bytes]) -> None:
    document = Document(largest_light(kind, make), URL, NOW)
    api = {"api": {"items": "items", "url": "u", "time": "d"}} if kind == "api" else {}
    began = process_time()
    if kind == "page":
        read_article(document, None)
    else:
        with suppress(Unreadable):
            read_entry_point(document, willow, EntryPoint.model_validate({"kind": kind, "url": URL, **api}))
    assert process_time() - began < MAX_SECONDS


def test_no_robots_txt_holds_the_crawl() -> None:
    rules = repeated("Disallow: /a*{n}*b$\n", MAX_BYTES // 20, "User-agent: *\n")[:MAX_BYTES]
    began = process_time()
    parser = ProtegoRobotParser(rules, None)
    assert parser.allowed("https://willow.example/" + "a" * MAX_LENGTH, "newsdesk")
    assert process_time() - began < MAX_SECONDS


@pytest.mark.parametrize("kind", ["page", "listing", "feed", "sitemap", "api"])
def test_what_cannot_be_counted_is_not_light(kind: str) -> None:
    body = b"<p>a"
    assert is_light(body, kind)
    heavy = [gzip.compress(body), body.decode().encode("utf-16-be"), b"<&,[{=" * 5_000, b" " * (MAX_LIGHT_BYTES + 1)]
    assert not any(is_light(document, kind) for document in heavy)


def test_what_may_take_long_is_read_in_another_process(site: Site, outlet: Crawled) -> None:
    """A list that takes seconds of a processor takes none of the crawl's own."""
    outlet.limits = Limits(page_seconds=0.4)
    site.put_stories(range(1, 4))
    outlet.entries(SITEMAP)
    site.pages["/sitemap"] = Page(
        repeated("<url><loc>/story/{n}</loc><lastmod>{date}</lastmod></url>", 4_000, "<urlset>")
    )
    began = process_time()
    report = outlet.crawl()
    assert process_time() - began < MAX_SECONDS
    assert report.stored == 3
    assert ("/sitemap", "quarantined: reading took more than 0.4 s") in [(f.url[-8:], f.reason) for f in report.faults]
