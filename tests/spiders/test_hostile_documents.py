"""Documents made to hold up a crawl: each is refused by a limit, for good and by name, before a parser takes it."""

import gzip
from datetime import UTC, datetime
from time import process_time

import pytest

from aggregator.errors import Quarantined
from aggregator.models import LinkState
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.limits import require_modest_feed, require_modest_html
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.page.article import read_article
from spiders.readers.page.encoding import decode
from spiders.readers.reading import PageKind
from tests.spiders.conftest import Page, story_page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://willow.example/list"
MANY = "".join(f" b{n}='1'" for n in range(60_000))


def feed(inner: str) -> bytes:
    return f"<rss version='2.0'><channel><title>x</title>{inner}</channel></rss>".encode()


def item(text: str) -> str:
    return f"<item><title>t</title><link>https://willow.example/1</link><description>{text}</description></item>"


def sitemap(inner: str) -> bytes:
    return f"<urlset>{inner}</urlset>".encode()


LISTS = {
    "listing of attributes": ("listing", f"<div{MANY}><a href=/1>x</a>".encode(), "attributes of an element"),
    "listing of attributes that hold the ends of tags": (
        "listing",
        b"<div " + b" ".join(b'c%d=">"' % n for n in range(30_000)) + b"><a href=/1>x</a>",
        "attributes of an element",
    ),
    "listing of tags of the page": ("listing", b"".join(b"<body d%d=1>" % n for n in range(90_000)), "whole page"),
    "listing of tags": ("listing", b"<a href=/1>" + b"<i>x" * 260_000, "tags"),
    "listing of links": ("listing", b"".join(b"<a href=/%d>x</a>" % n for n in range(20_001)), "20,001 links"),
    "feed of attributes": ("feed", feed(f"<item{MANY}/>"), "attributes"),
    "feed of namespaces": ("feed", feed("".join(f"<a xmlns:n{n}='u'/>" for n in range(600))), "namespaces"),
    "feed of items": ("feed", feed("<item/>" * 60_001), "tags"),
    "feed of CDATA without end": ("feed", feed("<![CDATA[=" * 100_000), "tags"),
    "feed with a deep text": ("feed", feed(item("&lt;div&gt;" * 12_000)), "tags in a text"),
    "feed of ampersands": ("feed", feed(f"<item><title>{'&' * 300_001}</title></item>"), "entities"),
    "sitemap of tags": ("sitemap", sitemap("<url>" + "<x/>" * 521_000 + "</url>"), "tags"),
    "packed sitemap": ("sitemap", gzip.compress(sitemap(" " * 9_000_000)), "8,388,608 bytes"),
    "JSON of values": ("api", b"[" + b"[]," * 200_001 + b"[]]", "values"),
}


@pytest.fixture(scope="module")
def willow() -> Outlet:
    names = {"zh": "云杉", "en": "Willow"}
    fields = {"id": "willow", "name": names, "home": URL, "hosts": ["willow.example"], "source": "willow"}
    return Outlet.model_validate({**fields, "entries": [{"kind": "listing", "url": URL}]})


@pytest.mark.parametrize(("kind", "body", "named"), LISTS.values(), ids=LISTS)
def test_a_list_over_a_limit_is_refused_at_once(willow: Outlet, kind: str, body: bytes, named: str) -> None:
    api = {"api": {"items": "@", "url": "u"}} if kind == "api" else {}
    entry = EntryPoint.model_validate({"kind": kind, "url": URL, **api})
    began = process_time()
    with pytest.raises(Quarantined, match=named):
        read_announcements(Document(body, URL, NOW), willow, entry)
    assert process_time() - began < 2


def test_a_page_with_an_element_of_many_attributes_is_quarantined_at_once() -> None:
    began = process_time()
    reading = read_article(Document(f"<h1>云杉</h1><p{MANY}>字</p>".encode(), URL, NOW), None)
    assert (reading.kind, process_time() - began < 1) == (PageKind.QUARANTINED, True)


@pytest.mark.parametrize("script", ["a = b / c; if (x > 1) y = '<p>';\n", "t='<a class=\"k\">';"])
def test_a_page_with_a_long_script_is_modest(script: str) -> None:
    require_modest_html(f"<script>{script * 20_000}</script><p>字</p>".encode())


def test_a_feed_with_many_attributes_in_its_texts_is_modest() -> None:
    text = "<img src='/a.png' alt='a=b=c'>" * 20_000
    require_modest_feed(feed(item(f"<![CDATA[{text}]]>") + item("b")))
    with pytest.raises(Quarantined, match="attributes"):
        require_modest_feed(feed(item(text)))
    with pytest.raises(Quarantined, match="attributes"):
        require_modest_feed(feed(item("<![CDATA[a]]>" + text)))


@pytest.mark.parametrize("name", ["idna", "undefined", "punycode", "unicode_escape", "utf-7", "cp037"])
def test_an_encoding_that_no_browser_knows_does_not_count(name: str) -> None:
    page = f"<meta charset={name}><p>é".encode("latin-1")
    assert decode(page, f"text/html; charset={name}", name).text.endswith("<p>é")


def test_a_number_of_thousands_of_digits_is_broken_json(willow: Outlet) -> None:
    entry = EntryPoint.model_validate({"kind": "api", "url": URL, "api": {"items": "@", "url": "u"}})
    with pytest.raises(Exception, match="broken JSON"):
        read_announcements(Document(b'[{"u": ' + b"9" * 5_000 + b"}]", URL, NOW), willow, entry)


def test_hostile_pages_are_refused_once_and_hold_nobody_up(site, outlet):
    """A packed bomb is refused as an endless body is; neither is asked for again."""
    site.put_stories(range(1, 4))
    site.pages["/story/1"] = Page(gzip.compress(b" " * 9_000_000), headers={"Content-Encoding": "gzip"})
    site.pages["/story/2"] = Page(story_page(2).replace("<body", f"<body{MANY}").encode())
    began = process_time()
    assert outlet.crawl().stored == 1
    assert process_time() - began < 4
    for path, reason in (("/story/1", "more than 1 MB"), ("/story/2", "attributes of an element")):
        link = outlet.link(path)
        assert (link.state, link.reason[:11]) == (LinkState.REFUSED, "quarantined")
        assert reason in link.reason


def test_a_page_that_crashes_the_reader_counts_as_an_attempt(site, outlet, monkeypatch):
    async def crash(*_):
        raise OverflowError("too large")

    site.put_stories(range(1, 2))
    monkeypatch.setattr("spiders.outlet.read_article_apart", crash)
    outlet.crawl()
    link = outlet.link("/story/1")
    assert (link.state, link.attempts, link.reason) == (LinkState.FAILED, 1, "crashed: OverflowError: too large")
