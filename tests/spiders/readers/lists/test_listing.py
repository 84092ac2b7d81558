from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator.errors import Unreadable
from aggregator.models import Precision
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.addresses import absolute
from spiders.readers.document import Document
from spiders.readers.lists.listing import read_listing

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://www.lanhe.example/list/index.html"
PAGE = """<html><head><meta charset="gb2312"></head><body>
<div class="menu"><a href="/">首页</a><a href="/about.html">关于</a></div>
<ul class="news">
 <li><a href="/a/101.html"><img src="x.jpg"></a><h3><a href="/a/101.html">蓝河公司开放平台</a></h3>
     <span class="time">11-23 08:30</span><em>来源：青山日报</em></li>
 <li><h3><a href="../a/102.html#top">青山公司裁员</a></h3><span class="time">12-25</span><em></em></li>
 <li><h3><a href="javascript:void(0)">更多</a></h3></li>
 <li><h3><a href="/a/101.html">蓝河公司开放平台（更新）</a></h3></li>
</ul></body></html>"""
SELECTORS = {"item": "ul.news li", "link": "h3 a::attr(href)", "title": "h3 a", "time": ".time", "source": "em"}


def listing(**fields: object) -> EntryPoint:
    return EntryPoint.model_validate({"kind": "listing", "url": URL, "section": "internet", **fields})


def test_selectors_find_the_items(outlet: Outlet, now: datetime) -> None:
    first, second = read_listing(Document(PAGE.encode("gb18030"), URL, now), outlet, listing(list=SELECTORS))
    assert (first.url, first.title) == ("https://www.lanhe.example/a/101.html", "蓝河公司开放平台")
    assert (first.source_label, first.section) == ("青山日报", "internet")
    assert first.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert (second.url, second.source_label) == ("https://www.lanhe.example/a/102.html", None)
    assert second.published == datetime(2025, 12, 25, tzinfo=SHANGHAI)
    assert second.published_precision is Precision.DAY


def test_without_selectors_every_link_to_a_story_counts(make_outlet: Callable[..., Outlet], now: datetime) -> None:
    outlet = make_outlet(story=r"/a/\d+\.html$", deny=[r"/102\.html"])
    [link] = read_listing(Document(PAGE.encode("gb18030"), URL, now), outlet, listing())
    assert (link.url, link.title) == ("https://www.lanhe.example/a/101.html", "蓝河公司开放平台")


@pytest.mark.parametrize("selectors", [None, SELECTORS | {"title": "h3 span"}])
def test_a_title_that_the_list_cuts_off_is_whole_in_its_attribute(
    selectors: dict[str, str] | None, outlet: Outlet, now: datetime
) -> None:
    whole = "青山公司在三座城市启用新仓库"
    page = "<ul class=news>" + "".join(
        f"<li><h3><a href='/a/{number}.html' title='{title}'><span>{shown}</span></a></h3></li>"
        for number, (title, shown) in enumerate(
            [(whole, "青山公司在三…"), (whole, "青山公司在三..."), ("点击阅读", "白桥公司招商…")]
        )
    )
    point = listing(list=selectors) if selectors else listing()
    links = read_listing(Document(page.encode(), URL, now), outlet, point)
    assert [link.title for link in links] == [whole, whole, "白桥公司招商…"]


ROWS = {
    "in the link": "<li><a href='/a/{n}.html'>码头恢复作业<span>2026-11-1{n}</span></a></li>",
    "in brackets": "<li><a href='/a/{n}.html'>码头恢复作业</a>[11-1{n}]</li>",
    "in a cell": "<tr><td>·<a href='/a/{n}.html'>码头恢复作业</a></td><td>2026年11月1{n}日</td></tr>",
    "in two elements": "<li><p><b>1{n}</b><i>2026-11</i></p><a href='/a/{n}.html'>码头恢复作业</a></li>",
    "in a card": "<a href='/a/{n}.html'><div><p>1{n}</p><p>2026.11</p></div><h4>码头恢复作业</h4><p>首船离港。</p></a>",
    "in an attribute": "<a href='/a/{n}.html'><h3>码头恢复作业</h3></a>".join(
        ("<div>", "<time datetime='2026-11-1{n}'>上周</time></div>")
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_time_set_apart_in_an_item_is_not_part_of_its_title(
    make_outlet: Callable[..., Outlet], now: datetime, row: str
) -> None:
    rows = "".join(row.format(n=n) for n in (8, 4))
    body = f"<p>2026-11-23</p><table>{rows}</table>" if row.startswith("<tr") else f"<p>2026-11-23</p><div>{rows}</div>"
    links = read_listing(Document(body.encode(), URL, now), make_outlet(story=r"/a/\d"), listing())
    assert [link.title for link in links] == ["码头恢复作业"] * 2
    assert [link.published and link.published.day for link in links] == [18, 14]


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='/a/{n}.html'>2026年11月{n}日起停航</a></li>",
        "<li><a href='/a/{n}.html'>2026年<b>11月{n}日</b>起停航</a>海报 300 张</li>",
        "<li><a href='/a/{n}.html'><b>11月{n}日</b>起停航</a><p>船公司<b>11月1日</b>宣布</p></li>",
        "<li><a href='/a/{n}.html'>自2026年11月{n}日起停航</a><a href='/x'>2026-11-20</a></li>",
    ],
)
def test_a_day_in_a_headline_or_of_another_link_is_no_time(
    make_outlet: Callable[..., Outlet], now: datetime, row: str
) -> None:
    body = "".join(row.format(n=n) for n in (8, 4)).encode()
    links = read_listing(Document(body, URL, now), make_outlet(story=r"/a/\d"), listing())
    assert [link.published for link in links] == [None, None]
    assert all(link.title and link.title.endswith("日起停航") for link in links)


@pytest.mark.parametrize(("call", "count"), [("Full story", 2), ("阅读全文>>", 1)])
def test_a_link_that_leads_on_is_no_title(
    make_outlet: Callable[..., Outlet], now: datetime, call: str, count: int
) -> None:
    row = "<div><a href='/a/{n}.html'>{call}</a><h3><a href='/a/{n}.html'>码头{n}号泊位恢复作业</a></h3></div>"
    body = "".join(row.format(n=n, call=call) for n in range(count)).encode()
    links = read_listing(Document(body, URL, now), make_outlet(story=r"/a/\d"), listing())
    assert [link.title for link in links] == [f"码头{n}号泊位恢复作业" for n in range(count)]


def test_links_resolve_against_the_base_of_the_page(outlet: Outlet, now: datetime) -> None:
    page = b'<base href="https://news.lanhe.example/x/"><a href="1.html">\xe8\x93\x9d</a>'
    assert read_listing(Document(page, URL, now), outlet, listing())[0].url == "https://news.lanhe.example/x/1.html"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body><p>暂无内容</p></body></html>", "without links"),
        ("", "without links"),
        ("<script>document.cookie='__tst_status=1'</script><a href='/a/1.html'>x</a>", "challenge"),
    ],
)
def test_an_empty_list_is_an_error(outlet: Outlet, now: datetime, page: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_listing(Document(page.encode(), URL, now), outlet, listing())


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ('<a href="/a/1.html"><span title="竹山新城今天开工，首批住户明年入住">竹山新城今天…</span></a>', "whole"),
        ('<a href="/a/1.html" title="竹山新城今天开工，首批住户明年入住">· 竹山 新城今天......</a>', "whole"),
        ('<a href="/a/1.html">竹山新城…<img alt="竹山新城今天开工，首批住户明年入住"></a>', "whole"),
        ('<a href="/a/1.html">竹山新城…</a><a href="/a/1.html">竹山新城今天开工，首批住户明年入住</a>', "whole"),
        ('<a href="/a/1.html"><img alt="竹山"></a><a href="/a/1.html">竹山新城</a>', "竹山新城"),
        ('<a href="/a/1.html" title="点击查看全文">竹山新城…</a>', "竹山新城…"),
        ('<a href="/a/1.html" title="竹山新城今天…">竹山新城…</a>', "竹山新城…"),
        ('<a href="/a/1.html" title="竹山新城（图）">竹山新城</a>', "竹山新城"),
    ],
)
def test_a_title_cut_short_is_completed_by_what_begins_alike(
    outlet: Outlet, now: datetime, item: str, title: str
) -> None:
    [link] = read_listing(Document(item.encode(), URL, now), outlet, listing())
    assert link.title == (title if title != "whole" else "竹山新城今天开工，首批住户明年入住")


@pytest.mark.parametrize("link", ["http:////a.example/n/1", "http:\\\\a.example\\n\\1", "\\\\a.example/n/1", "\\n\\1"])
def test_slashes_are_read_as_browsers_read_them(link: str) -> None:
    assert absolute(link, "http://a.example/x/") == "http://a.example/n/1"
    assert absolute(f"{link}?p=a\\b//c", "http://a.example/x/") == "http://a.example/n/1?p=a\\b//c"
