"""The readers meet anything: broken, truncated, random and poisonous documents."""

from contextlib import suppress
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import Unreadable
from aggregator.outlets import EntryPoint, Outlet
from spiders.readers.announcements import read_announcements
from spiders.readers.article import read_article
from spiders.readers.reading import PageKind

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
URL = "https://www.lanhe.example/a/1.html"
STORY = (
    "<!DOCTYPE html><html><head><title>蓝河公司开放平台_蓝河网</title>"
    "<meta name=PubDate content='2026-11-23'></head><body>"
    "<h1>蓝河公司开放平台</h1><p>2026-11-23 08:30 来源：<a href='http://x.example/1'>青山日报</a></p>"
    "<p>蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户。</p></body></html>"
)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<h1>",
        "</div>",
        "<table>",
        "<td",
        "<a_href='",
        "<!--",
        "]]>",
        "<script>",
        "&#x0;",
        "\x00",
        "来源：",
        "2026-11-23_",
        "08:30",
        "（记者_",
        "标题",
        "<svg>",
        "<template>",
        "</body>",
        "<title>",
        "<meta_name=source_content=",
    ]
).map(lambda tag: tag.replace("_", " "))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=12)), max_size=40).map("".join))
def test_broken_html_never_raises(document: str) -> None:
    read_article(document.encode("utf-8", "replace"), URL, None, NOW)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_never_raise(body: bytes) -> None:
    read_article(body, URL, None, NOW)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(STORY.encode())), st.sampled_from(["utf-8", "gb18030", "big5"]))
def test_truncated_pages_never_raise(length: int, charset: str) -> None:
    read_article(STORY.encode(charset, "replace")[:length], URL, None, NOW)


ENTRIES = [
    {"kind": "feed"},
    {"kind": "listing"},
    {"kind": "listing", "list": {"item": "p", "title": "a", "time": "p"}},
    {"kind": "api", "api": {"items": "a[].b", "url": "c"}},
    {"kind": "sitemap"},
]
OUTLET = Outlet.model_validate(
    {
        "id": "lanhe",
        "name": {"zh": "蓝河新闻", "en": "Lanhe News"},
        "home": "https://www.lanhe.example/",
        "hosts": ["lanhe.example"],
        "source": "lanhe",
        "entries": [{"kind": "feed", "url": URL}],
    }
)
OPENINGS = st.sampled_from(
    [
        b"",
        b"<?xml version='1.0'?>",
        b"<rss><channel><item><link>",
        b"<feed><entry><title>",
        b"<urlset><url><loc>",
        b"<rdf:RDF><item>",
        b"cb({",
        b'{"a": [{"b": [{"c": "/x"',
        b"<html><base href='://'><a href='http://[x'>",
        b"\x1f\x8b",
    ]
)


@settings(max_examples=150, deadline=None)
@given(fields=st.sampled_from(ENTRIES), opening=OPENINGS, rest=st.binary(max_size=300))
def test_an_announcement_is_links_or_unreadable(fields: dict[str, object], opening: bytes, rest: bytes) -> None:
    entry = EntryPoint.model_validate({"url": URL, **fields})
    with suppress(Unreadable):
        read_announcements(opening + rest, URL, OUTLET, entry, NOW)


POISON = {
    "100,000 paragraphs": ("<body><h1>t</h1>", "<p>hello world, this is.</p>", 100_000),
    "20,000 paragraphs": ("<body><h1>title title</h1>", "<p>hello world, this is.</p>", 19_900),
    "nesting of 200,000": ("", "<div>", 200_000),
    "an attribute of 50 MB": ("<p title='", "x", 50_000_000),
    "a paragraph of 2,000,000 characters": ("<p>", "字", 2_000_000),
    "300,000 labels": ("<h1>蓝河公司</h1><p>", "来源：", 300_000),
    "300,000 half dates": ("<h1>蓝河公司</h1><p>", "2026-", 300_000),
    "300,000 open brackets": ("<h1>蓝河公司</h1><p>", "（记者", 300_000),
    "50,000 headlines": ("<title>蓝河公司</title>", "<h1>蓝河公司</h1>2026-01-01 10:00", 25_000),
    "a title of 100,000 parts": ("<title>", "蓝河_", 100_000),
}


@pytest.mark.parametrize(("opening", "unit", "times"), POISON.values(), ids=POISON)
def test_poison_costs_no_more_than_five_seconds(opening: str, unit: str, times: int) -> None:
    body = (opening + unit * times).encode()
    start = perf_counter()
    reading = read_article(body, URL, None, NOW)
    assert perf_counter() - start < 5
    assert isinstance(reading.kind, PageKind)
