from collections.abc import Mapping
from datetime import datetime
from gzip import compress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from aggregator.errors import Unreadable
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.limits import require_modest_xml
from spiders.readers.lists import sitemap
from spiders.readers.lists.sitemap import child_sitemaps, read_sitemap

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://www.lanhe.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc>https://www.lanhe.example/a/1.html</loc><lastmod>2026-11-23T12:00:00+08:00</lastmod>
  <image:image><image:loc>https://img.lanhe.example/1.jpg</image:loc><image:title>图</image:title></image:image>
  <news:news><news:publication><news:name>蓝河新闻</news:name></news:publication>
   <news:publication_date>2026-11-23T08:30:00+08:00</news:publication_date><news:title>蓝河公司开放平台</news:title>
  </news:news></url>
 <url><loc> https://www.lanhe.example/a/2.html </loc><lastmod>2026-11-22</lastmod></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <sitemap><loc>https://www.lanhe.example/s1.xml</loc></sitemap><sitemap><loc>/s2.xml.gz</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("pack", [bytes, compress])
def test_news_tags_give_title_and_time(outlet: Outlet, entry: EntryPoint, now: datetime, pack: type) -> None:
    first, second = read_sitemap(Document(pack(NEWS.encode()), URL, now), outlet, entry)
    assert (first.url, first.title) == ("https://www.lanhe.example/a/1.html", "蓝河公司开放平台")
    assert first.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert (second.url, second.title) == ("https://www.lanhe.example/a/2.html", None)


def test_an_index_gives_sitemaps_and_no_stories(outlet: Outlet, entry: EntryPoint, now: datetime) -> None:
    index = Document(INDEX.encode(), URL, now)
    assert read_sitemap(index, outlet, entry) == []
    assert child_sitemaps(index, outlet) == [
        "https://www.lanhe.example/s1.xml",
        "https://www.lanhe.example/s2.xml.gz",
    ]
    assert child_sitemaps(index._replace(body=NEWS.encode()), outlet) == []


def test_the_sitemaps_changed_last_come_first(outlet: Outlet, now: datetime) -> None:
    days = {"old": "2019-01-02", "ahead": "2026-12-20", "new": "Mon, 23 Nov 2026 08:00:00 +0800", "unknown": None}
    assert _children(days, outlet, now) == ["ahead", "new", "old", "unknown"]


@pytest.mark.parametrize("day", [None, "2026-11-23T20:00:00+08:00"])
def test_where_no_time_tells_which_is_newest_both_ends_of_an_index_come_first(
    outlet: Outlet, now: datetime, day: str | None
) -> None:
    assert _children(dict.fromkeys("abcde", day), outlet, now) == ["a", "e", "b", "d", "c"]


def _children(days: Mapping[str, str | None], outlet: Outlet, now: datetime) -> list[str]:
    nodes = (
        f"<sitemap><loc>/{name}.xml</loc>{(day and f'<lastmod>{day}</lastmod>') or ''}</sitemap>"
        for name, day in days.items()
    )
    index = Document(f"<sitemapindex>{''.join(nodes)}</sitemapindex>".encode(), URL, now)
    return [address.rpartition("/")[2].removesuffix(".xml") for address in child_sitemaps(index, outlet)]


@pytest.mark.parametrize("declared", ["UTF-8", "gb2312", "utf-16", "Big5", "iso-8859-1", "none-such"])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_bytes_of_a_sitemap_are_believed_over_its_declaration(
    outlet: Outlet, entry: EntryPoint, now: datetime, declared: str, written: str
) -> None:
    body = NEWS.replace("UTF-8", declared).encode(written)
    assert read_sitemap(Document(body, URL, now), outlet, entry)[0].title == "蓝河公司开放平台"


def test_a_sitemap_may_be_a_text_of_one_address_a_line(outlet: Outlet, entry: EntryPoint, now: datetime) -> None:
    text = "\ufeffhttps://www.lanhe.example/a/1.html\r\n\r\nhttps://www.lanhe.example/a/2.html?x=1&y=2\r\n"
    document = Document(text.encode(), URL, now)
    assert [link.url.partition("/a/")[2] for link in read_sitemap(document, outlet, entry)] == [
        "1.html",
        "2.html?x=1&y=2",
    ]
    assert child_sitemaps(document, outlet) == []


def test_a_sitemap_may_be_a_feed(outlet: Outlet, entry: EntryPoint, now: datetime) -> None:
    item = "<item><title>竹山新城开工</title><link>/a/1.html</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
    [link] = read_sitemap(Document(feed.encode(), URL, now), outlet, entry)
    assert (link.url, link.title) == ("https://www.lanhe.example/a/1.html", "竹山新城开工")


def test_a_raw_ampersand_is_part_of_the_address(outlet: Outlet, entry: EntryPoint, now: datetime) -> None:
    locs = "<url><loc>https://www.lanhe.example/a/1.html?x=1&amp;y=2&copy=3</loc></url>"
    links = read_sitemap(Document(f"<urlset>{locs}</urlset>".encode(), URL, now), outlet, entry)
    assert [link.url for link in links] == ["https://www.lanhe.example/a/1.html?x=1&y=2&copy=3"]


def test_entities_are_not_resolved(outlet: Outlet, entry: EntryPoint, now: datetime, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    bomb = (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<urlset><url><loc>https://www.lanhe.example/&x;</loc></url></urlset>"
    )
    assert all("geheim" not in link.url for link in read_sitemap(Document(bomb.encode(), URL, now), outlet, entry))


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{}", b"\x1f\x8b\x08junk", b"<urlset></urlset>"])
def test_other_documents_are_unreadable_as_sitemaps(
    outlet: Outlet, entry: EntryPoint, now: datetime, body: bytes
) -> None:
    with pytest.raises(Unreadable):
        read_sitemap(Document(body, URL, now), outlet, entry)


def test_of_very_many_stories_those_changed_last_are_announced(
    outlet: Outlet, entry: EntryPoint, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no time says which, the stories at both ends; other pages do not count."""
    monkeypatch.setattr(sitemap, "MAX_LATEST", 2)
    of_pages = outlet.model_copy(update={"story": r"/a/\d+"})
    base = "https://www.lanhe.example"

    def announced(*times: str) -> list[str]:
        urls = [f"<url><loc>{base}/a/{number}.html</loc>{time}</url>" for number, time in enumerate(times)]
        urls.insert(0, f"<url><loc>{base}/about/</loc><lastmod>2026-11-23</lastmod></url>")
        links = read_sitemap(Document(f"<urlset>{''.join(urls)}</urlset>".encode(), base, now), of_pages, entry)
        return [link.url.removeprefix(f"{base}/a/") for link in links]

    dated = [f"<lastmod>2026-11-{day}</lastmod>" for day in (20, 22, 21, 19)]
    assert announced(*dated) == ["1.html", "2.html"]
    assert announced(*[""] * 4) == ["0.html", "3.html"]


def test_a_sitemap_may_be_as_large_as_the_protocol_allows() -> None:
    fields = {"loc": "https://a.example/1", "lastmod": "2026-11-20", "changefreq": "daily", "priority": "1"}
    url = f"<url>{''.join(f'<{name}>{text}</{name}>' for name, text in fields.items())}</url>"
    require_modest_xml(f"<?xml version='1.0'?><urlset>{url * 50_000}</urlset>".encode())
