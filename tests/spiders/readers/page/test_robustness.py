"""The readers meet anything: broken, truncated, random and poisonous documents."""

from contextlib import suppress
from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import Unreadable
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
URL = "https://www.lanhe.example/a/1.html"
STORY = (
    "<!DOCTYPE html><html><head><title>蓝河公司开放平台_蓝河网</title>"
    "<meta name=PubDate content='2026-11-23'></head><body>"
    "<h1>蓝河公司开放平台</h1><p>2026-11-23 08:30 来源：<a href='http://x.example/1'>青山日报</a></p>"
    "<p>蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户。</p></body></html>"
)
PAGE = (
    "<!DOCTYPE html><html lang=zh><head><meta charset={charset}><title>蓝河公司开放平台_蓝河网</title>"
    '<meta property="og:title" content="蓝河公司开放平台"><link rel=canonical href="/a/1.html">'
    '<script type="application/ld+json">{{"@graph":[{{"headline":"蓝河公司开放平台",'
    '"datePublished":"2026-11-23T08:30"}}]}}</script>'
    "<script>var page = {{'id': 1}};</script><style>p {{ margin: 0 }}</style></head><body>"
    "<div class=nav><ul><li><a href='/'>首页</a></li><li><a href='/it'>科技</a></li></ul></div><!-- header -->"
    "<div class=head><h1>蓝河公司开放平台</h1><span class=time>2026年11月23日 08:30</span>"
    "<span class=source>来源：<a href='http://x.example/1'>青山日报</a></span></div><div id=content>"
    "<p>蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户。</p><figure><img src=a.jpg>"
    "<figcaption>图为发布会现场。</figcaption></figure><table><tr><td>入驻</td><td>312户</td></tr></table>"
    "<p>公司负责人说，平台前三个月不收服务费，之后按成交额的百分之二收取&nbsp;&#8212;&#x2014;&amp;。</p>"
    "<p class=editor>（责任编辑：林一）</p></div><div class=pages><a href='1_2.html'>下一页</a></div></body></html>"
)
OUTLET = Outlet.model_validate(
    {
        "id": "lanhe",
        "name": {"zh": "蓝河新闻", "en": "Lanhe News"},
        "home": "https://www.lanhe.example/",
        "hosts": ["lanhe.example"],
        "source": "lanhe",
        "entries": [{"kind": "feed", "url": URL}],
        "layouts": [
            {
                "title": ["h1"],
                "time": [".time", "p"],
                "source": [".source"],
                "source_link": [".source a::attr(href)"],
                "author": ["h1"],
                "editor": [".editor"],
                "body": ["#content", "body"],
                "drop": [".editor", "figcaption"],
            }
        ],
    }
)
OUTLETS = st.sampled_from([None, OUTLET])
CONTENT_TYPES = st.sampled_from(
    [None, "text/html", "text/html; charset=gbk", "text/html; charset=none-such", "image/png"]
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
@given(st.lists(st.one_of(TAGS, st.text(max_size=12)), max_size=40).map("".join), OUTLETS)
def test_broken_html_never_raises(document: str, outlet: Outlet | None) -> None:
    read_article(Document(document.encode("utf-8", "replace"), URL, NOW), outlet)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), OUTLETS, CONTENT_TYPES)
def test_random_bytes_never_raise(body: bytes, outlet: Outlet | None, content_type: str | None) -> None:
    read_article(Document(body, URL, NOW, content_type), outlet)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([STORY, PAGE]),
    st.floats(0, 1),
    st.sampled_from(["utf-8", "gb18030", "big5", "utf-16"]),
    OUTLETS,
    CONTENT_TYPES,
)
def test_truncated_pages_never_raise(
    page: str, share: float, charset: str, outlet: Outlet | None, content_type: str | None
) -> None:
    body = page.format(charset=charset).encode(charset, "replace")
    read_article(Document(body[: int(share * len(body))], URL, NOW, content_type), outlet)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=4)), max_size=30), OUTLETS)
def test_pages_with_broken_bytes_never_raise(damage: list[tuple[int, bytes]], outlet: Outlet | None) -> None:
    body = bytearray(PAGE.format(charset="utf-8").encode())
    for at, put in damage:
        body[at : at + len(put)] = put
    read_article(Document(bytes(body), URL, NOW), outlet)


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_never_raises(url: str, href: str) -> None:
    page = PAGE.format(charset="utf-8").replace("/a/1.html", href).replace("1_2.html", href)
    read_article(Document(page.encode("utf-8", "replace"), url, NOW), None)


ENTRIES = [
    {"kind": "feed"},
    {"kind": "listing"},
    {"kind": "listing", "list": {"item": "p", "title": "a", "time": "p"}},
    {"kind": "api", "api": {"items": "a[].b", "url": "c"}},
    {"kind": "sitemap"},
]
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
        read_announcements(Document(opening + rest, URL, NOW), OUTLET, entry)


POISON = {
    "20,000 paragraphs": ("<body><h1>title title</h1>", "<p>hello world, this is.</p>", 19_900),
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
    start = process_time()
    reading = read_article(Document(body, URL, NOW), None)
    assert process_time() - start < 5
    assert isinstance(reading.kind, PageKind)
