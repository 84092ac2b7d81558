import json
from collections.abc import Callable
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from aggregator.errors import Unreadable
from aggregator.models import Link, Precision
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.addresses import is_item_address
from spiders.readers.document import Document
from spiders.readers.lists.feed import read_feed
from spiders.readers.page.fragment import fragment_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://www.lanhe.example/feed.xml"
Read = Callable[[str | bytes], list[Link]]


@pytest.fixture
def read(outlet: Outlet, entry: EntryPoint, now: datetime) -> Read:
    def read(document: str | bytes) -> list[Link]:
        body = document.encode() if isinstance(document, str) else document
        return read_feed(Document(body, URL, now), outlet, entry)

    return read


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>蓝河新闻</title>'
        f"<link>https://www.lanhe.example/</link>{items}</channel></rss>"
    )


def item(inner: str, link: str = "https://www.lanhe.example/p/1", title: str = "蓝河公司开放平台") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{inner}</item>"


def test_an_entry_becomes_a_link_with_all_its_fields(read: Read) -> None:
    [link] = read(
        rss(
            item(
                "<source url='https://x.example/'>青山日报</source><dc:creator>林若溪</dc:creator>"
                "<pubDate>Mon, 23 Nov 2026 08:30:00 +0800</pubDate><description>短</description>"
                "<content:encoded><![CDATA[<p>第一段。</p><script>alert(1)</script><p>第二段。</p>]]></content:encoded>"
            )
        )
    )
    assert (link.outlet, link.url, link.title) == ("lanhe", "https://www.lanhe.example/p/1", "蓝河公司开放平台")
    assert (link.source_label, link.author, link.section) == ("青山日报", "林若溪", "internet")
    assert link.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert link.published_precision is Precision.MINUTE
    assert link.content == "<p>第一段。</p><p>第二段。</p>"


@pytest.mark.parametrize(
    ("raw", "stated"),
    [
        ("Mon, 23 Nov 2026 08:30:00", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 08:30:00 CST", "2026-11-23 08:30"),
        ("2026年11月23日 08:30", "2026-11-23 08:30"),
        ("2026-11-23 08:30:00", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 00:30:00 GMT", "2026-11-23 08:30"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Tue, 24 Nov 2026 08:30:00 +0800", None),
        ("soon", None),
    ],
)
def test_times_are_in_the_outlets_zone_and_never_wrong(read: Read, raw: str, stated: str | None) -> None:
    [link] = read(rss(item(f"<pubDate>{raw}</pubDate>")))
    published = link.published.strftime("%Y-%m-%d %H:%M") if link.published else None
    assert (published, link.published_raw) == (stated, raw)


def dated(*times: str) -> str:
    """Make a feed of items with these times."""
    return rss("".join(item(f"<pubDate>{time}</pubDate>", f"/p/{number}") for number, time in enumerate(times)))


@pytest.mark.parametrize("label", ["GMT", "+0000", "UT", "Z"])
def test_a_label_of_utc_that_the_whole_feed_shows_to_be_false_is_not_believed(read: Read, label: str) -> None:
    links = read(dated(*(f"Mon, 23 Nov 2026 {hour}:30:00 {label}" for hour in ("19", "16", "09"))))
    assert [link.published and link.published.hour for link in links] == [19, 16, 9]


def test_one_story_announced_too_early_does_not_shift_the_others(read: Read) -> None:
    hours = ("13", "11", "10", "09", "02")
    links = read(dated(*(f"Mon, 23 Nov 2026 {hour}:30:00 GMT" for hour in hours)))
    assert [link.published and link.published.hour for link in links] == [None, 19, 18, 17, 10]


def test_a_feed_that_states_several_zones_means_them(read: Read) -> None:
    links = read(dated("Mon, 23 Nov 2026 19:30:00 GMT", "Mon, 23 Nov 2026 17:30:00 +0800"))
    assert [link.published and link.published.hour for link in links] == [None, 17]


def test_links_are_web_addresses_once_each(read: Read) -> None:
    links = read(
        rss(
            item("", link="javascript:alert(1)")
            + item("", link="/p/2")
            + item("", link="<![CDATA[ https://www.lanhe.example/p/2 ]]>", title="又一次")
            + item("", link="ftp://www.lanhe.example/p/3")
            + item("<guid isPermaLink='false'>4</guid>", link="")
            + item("<guid>https://www.lanhe.example/p/5</guid>", link="")
        )
    )
    assert [link.url for link in links] == ["https://www.lanhe.example/p/2", "https://www.lanhe.example/p/5"]


def test_items_without_an_address_of_their_own_are_kept(read: Read) -> None:
    text = "<description>蓝河公司今天开放平台，首批接入三家银行。</description><guid isPermaLink='false'/>"
    items = item(text, link="", title="蓝河公司开放平台") + item(text, link="", title="青山公司开放仓库")
    shared = item(text, link="/about", title="白桥公司招商") + item(text, link="/about", title="红港公司扩建")
    links = read(rss(items + shared + item(text, link="", title="蓝河公司开放平台")))
    assert [link.title for link in links] == ["蓝河公司开放平台", "青山公司开放仓库", "白桥公司招商", "红港公司扩建"]
    assert len({link.url for link in links}) == 4
    assert [is_item_address(link.url, "https://www.lanhe.example/") for link in links] == [True, True, False, True]
    assert [link.url for link in read(rss(items))] == [link.url for link in links[:2]]


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("蓝河&lt;b&gt;公司&lt;/b&gt;", "蓝河公司"),
        ("<![CDATA[蓝河 &amp; 青山]]>", "蓝河 & 青山"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;蓝河", "蓝河"),
        ("A&amp;amp;B", "A&B"),
    ],
)
def test_titles_are_plain_text(read: Read, markup: str, title: str) -> None:
    assert read(rss(item("", title=markup)))[0].title == title


def test_an_entry_without_a_title_is_named_by_its_first_sentence(read: Read) -> None:
    [link] = read(rss(item("<description>蓝河公司今天开放平台。明天休息。</description>", title="")))
    assert link.title == "蓝河公司今天开放平台。"


def test_the_fullest_text_is_the_one_with_most_letters(read: Read) -> None:
    sizes = ", ".join(f"https://img.lanhe.example/{width}/warehouse.jpg {width}w" for width in range(100, 1500, 100))
    short = f"<description><![CDATA[<img srcset='{sizes}'>首批三家。]]></description>"
    paragraphs = "<section>首批三家仓库今天启用。</section><section>第二批下月启用。</section>"
    whole = f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>"
    [link] = read(rss(item(short + whole)))
    assert fragment_text(link.content).splitlines() == ["首批三家仓库今天启用。", "第二批下月启用。"]


@pytest.mark.parametrize("name", ["noscript", "iframe", "textarea"])
def test_markup_for_browsers_without_scripts_is_no_text(read: Read, name: str) -> None:
    hidden = f"<{name}><p>打开脚本</p><img src='/gate.jpg' alt='大门'></{name}>"
    [link] = read(
        rss(item(f"<description><![CDATA[<p>码头今晨恢复作业。</p>{hidden}<p>首船已离港。</p>]]></description>"))
    )
    assert fragment_text(link.content).splitlines() == ["码头今晨恢复作业。", "首船已离港。"]


def test_a_gbk_feed_that_says_utf8_is_read(read: Read) -> None:
    text = "这是该公司在国内市场的第一次尝试，平台将于下月开放。"
    [link] = read(rss(item(f"<description>{text}</description>")).encode("gb18030"))
    assert (link.title, link.content) == ("蓝河公司开放平台", text)


@pytest.mark.parametrize(
    "other",
    [
        '<link rel="enclosure" type="image/png">https://img.lanhe.example/7.png</link>',
        '<link rel="self" href="https://www.lanhe.example/atom/7.xml"/>',
    ],
)
@pytest.mark.parametrize("relation", ["alternate", "http://www.iana.org/assignments/relation/alternate"])
def test_an_entry_of_atom_is_at_its_alternate(read: Read, relation: str, other: str) -> None:
    page = f'<link rel="{relation}" href="https://www.lanhe.example/p/7"/>'
    for links in (page + other, other + page):
        [link] = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>码头</title>{links}</entry></feed>')
        assert link.url == "https://www.lanhe.example/p/7"


def test_atom_is_read(read: Read) -> None:
    [link] = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>蓝河</title><entry><title>开放平台</title>'
        '<link href="/p/9"/><updated>2026-11-23T08:30:00+08:00</updated><author><name>林若溪</name></author>'
        '<content type="html">&lt;p&gt;一段。&lt;/p&gt;</content></entry></feed>'
    )
    assert (link.url, link.author, link.content) == ("https://www.lanhe.example/p/9", "林若溪", "<p>一段。</p>")
    assert link.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body><h1>404</h1></body></html>", "HTML"),
        (b'{"items": []}', "JSON"),
        (b"\x00\x01\x02" * 100, "bytes"),
        (rss("").encode(), "without stories"),
        (__file__.encode(), "not a feed"),
    ],
)
def test_other_documents_are_unreadable_as_feeds(read: Read, body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(body)


ITEMS = [
    {
        "id": 7,
        "url": "/p/1",
        "title": "竹山 < 白桥 & 蓝河",
        "content_text": "第一段 <甲>。\n\n第二段。",
        "date_published": "2026-11-23T08:30:00+08:00",
        "authors": [{"name": "林若溪"}, {"url": "https://x.example/"}, {"name": "何山"}],
    },
    {"id": "https://www.lanhe.example/p/2", "content_html": "<p>白桥开工。<script>1</script></p><p>第二段。</p>"},
    {"id": "3", "external_url": "https://www.lanhe.example/p/3", "title": "三", "author": {"name": "何山"}},
    "no item",
    {"id": "4", "title": None},
]


@pytest.mark.parametrize("start", ["", "\ufeff", "\n "])
def test_json_feed_is_a_feed(read: Read, start: str) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "蓝河", "items": ITEMS}
    first, second, third = read(start + json.dumps(feed, ensure_ascii=False))
    assert (first.url, first.title) == ("https://www.lanhe.example/p/1", "竹山 < 白桥 & 蓝河")
    assert (first.author, first.published) == ("林若溪、何山", datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI))
    assert fragment_text(first.content or "") == "第一段 <甲>。\n第二段。"
    assert (second.url, second.title) == ("https://www.lanhe.example/p/2", "白桥开工。")
    assert fragment_text(second.content or "") == "白桥开工。\n第二段。"
    assert (third.url, third.title, third.author) == ("https://www.lanhe.example/p/3", "三", "何山")


@pytest.mark.parametrize("declared", ["gb2312", "utf-16", "none-such"])
@pytest.mark.parametrize("written", ["utf-8", "gb18030", "utf-16", "utf-16-be"])
def test_the_bytes_of_a_feed_are_believed_over_its_declaration(read: Read, declared: str, written: str) -> None:
    body = rss(item("", title="竹山新城今天开工，已经有一百个住户"), f'<?xml version="1.0" encoding="{declared}"?>')
    assert [link.title for link in read(body.encode(written))] == ["竹山新城今天开工，已经有一百个住户"]


def test_ampersands_between_parameters_begin_no_entity(read: Read) -> None:
    address = "https://www.lanhe.example/a/1?id=7&copy=2&sect=3&lt=4"
    written = (address, address.replace("&", "&amp;"), f"<![CDATA[{address}]]>")
    for link, name in product(written, ("link", "guid")):
        assert read(rss(f"<item><title>蓝河</title><{name}>{link}</{name}></item>"))[0].url == address
