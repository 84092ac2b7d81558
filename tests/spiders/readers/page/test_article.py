"""Pages in the templates of invented sites, read by the general rules and by an outlet's selectors."""

from collections.abc import Callable
from datetime import datetime
from time import process_time

import pytest

from aggregator.models import Precision
from aggregator.registry.outlets import Outlet
from spiders.readers.reading import PageKind
from tests.spiders.readers.page.invented import FIRST, RELATED, SECOND, SHANGHAI, TITLE, URL, page, read

HEADERS = {
    "one line": f"<h1>{TITLE}</h1><div class=i>2026-11-23 08:30　来源：青山日报　作者：林若溪　责任编辑：周河</div>",
    "split over nodes": f"<h1>{TITLE}</h1><div><span>2026年11月23日 08:30</span> <span>来源：</span>"
    "<a href='http://paper.example/x/1.html'>青山日报</a>(杭州) <span>作者：<em>林若溪</em></span></div>",
    "table cells": f"<h2>{TITLE}</h2><table><tr><td>2026-11-23</td><td>08:30</td><td>来源 ：</td>"
    "<td>青山日报</td></tr><tr><td>作者：林若溪</td></tr></table>",
    "line breaks inside": f"<div class=title>{TITLE}</div><p>来源：\n  <em id=source> 青山日报</em>\n"
    " 时间：2026/11/23 08:30:12\n 作者:林若溪</p>",
    "above the headline": f"<p>2026-11-23 08:30 稿源：青山日报</p><h1>{TITLE}</h1><p>文/林若溪</p>",
    "brackets": f"<h1>{TITLE}</h1><p>【2026-11-23 08:30】"
    "【来源： <a href='/'>青山日报</a> 】【作者：林若溪】【大 中 小】</p>",
    "ids of search engines": f"<h1>{TITLE}</h1><span id=pubtime_baidu>2026-11-23 08:30:00</span>"
    "<span id=source_baidu>来源：<a>青山日报</a></span><span id=author_baidu>作者：林若溪</span>",
    "no word for the source": f"<h1>{TITLE}</h1><div><span>2026-11-23 08:30:28</span>"
    "<a rel=nofollow href='http://paper.example/x/1.html'>青山日报</a></div><p>作者：林若溪</p>",
    "author and medium": f"<h1>{TITLE}</h1><p>林若溪/青山日报</p><p>2026-11-23 08:30</p>",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_headers_of_all_spellings_are_read(header: str) -> None:
    reading = read(page(header))
    assert reading.kind is PageKind.STORY
    assert reading.title == TITLE
    assert reading.published is not None
    assert reading.published.at.replace(second=0) == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert reading.published.precision is Precision.MINUTE
    assert reading.source_label == "青山日报"
    assert reading.author == "林若溪"
    assert reading.text == f"{FIRST}\n{SECOND}"
    assert set(reading.rules) >= {"title", "published", "source_label", "author", "text"}


@pytest.mark.parametrize("name", ["36氪", "8点1氪", "e公司", "IT之家"])
def test_a_source_may_begin_with_a_digit_or_a_single_letter(name: str) -> None:
    assert read(page(f"<h1>{TITLE}</h1><p>2026-11-23 08:30 来源：{name}</p>")).source_label == name


def test_a_labelled_date_is_not_an_author() -> None:
    assert read(page(f"<h1>{TITLE}</h1><p><span>信息提供日期：2026-11-23 08:30</span></p>")).author is None


def test_a_day_stays_a_day() -> None:
    reading = read(page(f"<h1>{TITLE}</h1><p>2026-11-23 来源：青山日报</p>"))
    assert reading.published is not None
    assert reading.published.precision is Precision.DAY


def test_fields_that_a_page_does_not_state_are_none() -> None:
    reading = read(page(f"<h1>{TITLE}</h1>"), url="https://www.lanhe.example/a/101.html")
    assert reading.published is None
    assert reading.source_label is None
    assert reading.author is None
    assert reading.editor is None


def test_the_link_of_the_source_is_kept_if_it_may_be_the_original() -> None:
    assert read(page(HEADERS["split over nodes"])).source_url == "http://paper.example/x/1.html"
    for href in ("http://#", "http://192.168.1.4/ftp/x.txt", "http://paper.example/", URL):
        header = f"<h1>{TITLE}</h1><p>2026-11-23 08:30 来源：<a href='{href}'>青山日报</a></p>"
        assert read(page(header)).source_url is None


def test_sources_of_pictures_and_figures_are_not_the_storys() -> None:
    body = f"<p>{FIRST}</p><p>图片来源：青山图库</p><p>{SECOND}</p><p>（数据来源：青山统计）</p>"
    reading = read(page(f"<h1>{TITLE}</h1><p>2026-11-23 08:30</p>", body))
    assert reading.source_label is None
    assert "青山" not in reading.text


def test_metas_fill_in_for_a_silent_header() -> None:
    head = (
        "<meta name='ArticleTitle' content='蓝河公司开放电商平台'><meta name='PubDate' content='2026-11-23 08:30'>"
        "<meta name='contentsource' content='蓝河市商务局'><meta property='article:author' content='青山日报'>"
    )
    reading = read(page("", head=head), url="https://www.lanhe.example/x")
    assert reading.published is not None
    assert reading.published.at == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert reading.source_label == "蓝河市商务局"
    assert reading.signals == {
        "meta:ContentSource": "蓝河市商务局",
        "meta:article:author": "青山日报",
        "page:site": "蓝河网",
    }
    assert reading.rules["published"] == "meta:pubdate"


def test_json_ld_gives_a_year_to_a_visible_day_without_one() -> None:
    head = '<script type="application/ld+json">{"@graph": [{"datePublished": "2024-10-08T12:00:41+08:00"}]}</script>'
    reading = read(page(f"<h1>{TITLE}</h1><p><span>发布时间：10-08</span><span>12:00</span></p>", head=head))
    assert reading.published is not None
    assert reading.published.at == datetime(2024, 10, 8, 12, 0, tzinfo=SHANGHAI)


def test_the_address_gives_the_day_if_nothing_else_does() -> None:
    reading = read(page(f"<h1>{TITLE}</h1>"), url="https://www.lanhe.example/a/20261120/t20261120_101.html")
    assert reading.published is not None
    assert (reading.published.at.day, reading.published.precision) == (20, Precision.DAY)
    assert reading.rules["published"] == "address"


def stated(header: str, head: str = "", tail: str = "", url: str = URL) -> str | None:
    """Return the time that is read from a page, to its precision."""
    moment = read(page(header, head=head, tail=tail), url=url).published
    form = "%Y-%m-%d %H:%M" if moment and moment.precision is Precision.MINUTE else "%Y-%m-%d"
    return moment.at.strftime(form) if moment else None


def test_a_word_that_says_what_a_time_is_of_is_no_author() -> None:
    assert read(page(f"<h1>{TITLE}</h1><div class=i>竞价时间：2026-11-22 16:40</div>")).author is None


UNDATED = "https://www.lanhe.example/a/101.html"
PUBLISHED = '<meta property="article:published_time" content="2026-11-19T14:20:00+08:00">'


@pytest.mark.parametrize(
    "header",
    [
        f"<div class=today>2026年11月23日 星期一</div><h1>{TITLE}</h1>",
        f"<h1>{TITLE}</h1><h3>11月12日起分三批登记，月底截止</h3>",
        f"<h1>{TITLE}</h1><h3>2026年11月12日至18日，全城免费</h3>",
        f"<h1>{TITLE}</h1><h3>公司上周五已通知商家</h3>",
        f"<h1>{TITLE}</h1><div class=i>最后更新：2026-11-22 16:40</div>",
        f"<h1>{TITLE}</h1><div class=i>2026-11-22 16:40 更新</div>",
        f"<h1>{TITLE}</h1><div class=i>2026-11-22 16:40更新 2026-11-19 14:20发布</div>",
        f"<h1>{TITLE}</h1><div class=i>竞价时间：2026-11-22 16:40　地点：第三大厅</div>",
        f"<h1>{TITLE}</h1><div class=i>Hearing date: 22 Nov 2026 16:40</div>",
        f"<h1>{TITLE}</h1><div class=i>4天前</div>",
        f"<h1>{TITLE}</h1><div class=i>昨天 16:40</div>",
        f"<h1>{TITLE}</h1><div class=side><i class=date>2026-11-21</i></div>",
        "<ul class=hot><li><a href=/a/9.html>另一家公司的消息</a><i class=time>2026-11-21 10:00</i></li></ul>"
        f"<h1>{TITLE}</h1>",
    ],
    ids=[
        "banner",
        "subtitle",
        "range",
        "weekday in a subtitle",
        "updated",
        "updated behind",
        "both",
        "label of another time",
        "English label of another time",
        "ago",
        "yesterday",
        "side",
        "side column",
    ],
)
def test_the_time_that_the_page_states_comes_before_another_that_it_shows(header: str) -> None:
    assert stated(header, PUBLISHED, url=UNDATED) == "2026-11-19 14:20"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("<div class=i>更新：2026-11-22 16:40 发布：2026-11-19 14:20</div>", "2026-11-19 14:20"),
        ("<div class=i>2026-11-19 14:20 更新于 2026-11-22 16:40</div>", "2026-11-19 14:20"),
        ("<div class=i>更新：2026-11-22 16:40</div>", "2026-11-22 16:40"),
        ("<div class=i>Last updated: 22 Nov 2026 16:40 Posted: 19 Nov 2026 14:20</div>", "2026-11-19 14:20"),
        ("<div class=i>Modified on 16:40, 22 Nov 2026 | 19 Nov 2026 14:20</div>", "2026-11-19 14:20"),
        ("<div class=i><time datetime='2026-11-19T14:20:00+08:00'>4天前</time></div>", "2026-11-19 14:20"),
        ("<div class=i><b data-time=1795070400>前几天 11月19日</b></div>", "2026-11-19 14:40"),
        ("<div class=d><b>2026</b><b>11/19</b><i>14:20:33</i></div>", "2026-11-19 14:20"),
        ("<div class=d><p>19</p><p>2026-11</p></div>", "2026-11-19"),
        ("<div class=d><p>11月19日</p><p>2026</p></div>", "2026-11-19"),
        ("<div class=i>20&shy;26-11-19&nbsp;14&#8203;:20</div>", "2026-11-19 14:20"),
        ("<div class=i>14:20 2026年11月19日</div>", "2026-11-19 14:20"),
    ],
)
def test_a_time_is_read_in_whatever_elements_it_is_shown(header: str, shown: str) -> None:
    assert stated(f"<h1>{TITLE}</h1>{header}", url=UNDATED) == shown


@pytest.mark.parametrize(
    ("header", "tail"),
    [
        (f"<div class=date>2026年11月23日 星期一</div><h1>{TITLE}</h1>", ""),
        (f"<h1>{TITLE}</h1><h3>第三批将于11月20日登记</h3>", ""),
        (f"<h1>{TITLE}</h1>", "<div class=comment-list><p>网友 <i class=time>2026-11-22 10:00</i></p></div>"),
        (f"<h1>{TITLE}</h1>", "<ul><li><a href=/a/9>另一家公司的消息</a><i class=time>2026-11-22</i></li></ul>"),
    ],
    ids=["banner", "subtitle", "comment", "another story"],
)
def test_a_time_that_is_not_the_storys_is_no_time(header: str, tail: str) -> None:
    assert stated(header, tail=tail, url=UNDATED) is None


OWN = f'{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2026-11-19T14:20:00+08:00"}}'
OTHER = (
    '{"@type":"NewsArticle","headline":"青山公司公布第三季度业绩","url":"https://www.lanhe.example/a/7.html",'
    '"datePublished":"2026-11-11T07:00:00+08:00"}'
)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f"<script type=application/ld+json>[{OTHER},{OWN}]</script>", "2026-11-19 14:20"),
        (f'<script type=application/ld+json>{{"@graph":[{OTHER},{OWN}]}}</script>', "2026-11-19 14:20"),
        (f'<script type=application/ld+json>{{"@type":"WebPage","mainEntity":{OWN}}}</script>', "2026-11-19 14:20"),
        (f"<script type=application/ld+json>{OTHER}</script>", None),
        ("<script>var createTime = '2026-11-19 14:20';</script>", "2026-11-19 14:20"),
        ('<script>window.state={"doc":{"publishTime":1795069200000,"docTitle":""}}</script>', "2026-11-19 14:20"),
        ('<script>x={"list":[{"title":"另一家公司的消息","ptime":"2026-11-11 07:00"}]}</script>', None),
        (
            '<script>x=[{"title":"另一家公司的消息","ptime":"2026-11-11 07:00"},'
            f'{{"title":"{TITLE}","ptime":"2026-11-19 14:20"}}]</script>',
            "2026-11-19 14:20",
        ),
    ],
    ids=["list", "graph", "main entity", "another's", "script", "state", "another's script", "scripts"],
)
def test_data_speak_of_the_story_whose_title_or_address_they_have(head: str, expected: str | None) -> None:
    assert stated(f"<h1>{TITLE}</h1>", head, url=UNDATED) == expected


def test_the_reporter_named_in_the_lead_is_the_author() -> None:
    body = f"<p>青山日报讯（记者 林若溪 周河）{FIRST}</p><p>{SECOND}</p>"
    assert read(page(f"<h1>{TITLE}</h1><p>2026-11-23</p>", body)).author == "林若溪、周河"


def test_a_flash_of_one_paragraph_is_read_whole() -> None:
    flash = "蓝河公司公告，拟以三亿元收购青山公司全部股权，交易完成后青山公司将成为其全资子公司，预计年内完成。"
    reading = read(
        page(f"<h1>{TITLE}</h1><p>2026-11-23 08:30　来源：青山日报</p>", f"<p>{flash}</p><p>责任编辑：周河</p>")
    )
    assert (reading.kind, reading.text) == (PageKind.STORY, flash)


def test_a_flash_that_mentions_errors_is_a_story() -> None:
    flash = "蓝河公司称，平台三季度营收404万元，用户登录后查看订单的次数增长两成，安全验证功能下月上线。"
    assert read(page(f"<h1>{TITLE}</h1><p>2026-11-23 08:30</p>", f"<p>{flash}</p>")).kind is PageKind.STORY


LAYOUT = {
    "title": ["h1.t"],
    "time": [".meta span::attr(data-time)", ".meta"],
    "source": [".meta b"],
    "source_link": [".meta a::attr(href)"],
    "author": [".meta .au"],
    "body": ["div.txt"],
    "drop": [".ad"],
}
TEMPLATE = (
    "<html><title>x</title><body><h1 class=t>{title}</h1><h1>另一个标题在这里</h1>"
    "<div class=meta><span data-time='1795393800'>3小时前</span><b>青山日报</b>"
    "<a href='http://paper.example/a/1'>原文</a>"
    "<i class=au>林若溪</i></div>"
    "<div class=txt><p>{first}</p>"
    "<p class=ad>青山大促，全场八折，今天下单立减一百元。</p><p>{second}</p></div></body></html>"
)


def test_selectors_come_before_the_general_rules(make_outlet: Callable[..., Outlet]) -> None:
    outlet = make_outlet(layouts=[{"title": [".no-such"]}, LAYOUT], language="zh")
    reading = read(TEMPLATE.format(title=TITLE, first=FIRST, second=SECOND).encode(), outlet)
    assert reading.title == TITLE
    assert reading.published is not None
    assert reading.published.at == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert (reading.source_label, reading.source_url) == ("青山日报", "http://paper.example/a/1")
    assert (reading.author, reading.text) == ("林若溪", f"{FIRST}\n{SECOND}")
    assert {reading.rules[name] for name in ("title", "published", "source_label", "author", "text")} == {"layout"}


def test_a_layout_that_no_longer_fits_falls_back(make_outlet: Callable[..., Outlet]) -> None:
    outlet = make_outlet(layouts=[{"title": ["h1.old"], "body": ["div.old"], "time": [".old"], "source": [".old"]}])
    reading = read(page(HEADERS["one line"]), outlet)
    assert (reading.title, reading.text) == (TITLE, f"{FIRST}\n{SECOND}")
    assert "layout" not in reading.rules.values()


def test_a_page_with_selectors_costs_little_more_than_its_parse(make_outlet: Callable[..., Outlet]) -> None:
    outlet = make_outlet(layouts=[LAYOUT])
    story = TEMPLATE.format(title=TITLE, first=FIRST, second=f"{SECOND}</p><p>" * 40).encode()
    document = story + f"<ul>{RELATED * 160}</ul>".encode()
    read(document, outlet)
    start = process_time()
    for _ in range(10):
        read(document, outlet)
    assert len(document) > 90_000
    assert (process_time() - start) / 10 < 0.05


def test_canonical_address_and_next_page() -> None:
    head = "<link rel=canonical href='/a/20261123/101.html?from=x'>"
    tail = "<div class=page><a href='101.html'>1</a><a href='101_2.html'>2</a><a href='101_2.html'>下一页</a></div>"
    reading = read(page(f"<h1>{TITLE}</h1>", head=head, tail=tail))
    assert reading.canonical_url == "https://www.lanhe.example/a/20261123/101.html?from=x"
    assert reading.next_page == "https://www.lanhe.example/a/20261123/101_2.html"


def test_an_english_page_is_read() -> None:
    first = "Lanhe said on Monday that it had opened its marketplace to all merchants, three hundred of them so far."
    second = "The company will not charge a commission in the first year, its chief executive said in a statement."
    document = (
        "<html><head><title>Lanhe opens its marketplace | Lanhe News</title></head><body><article>"
        "<h1>Lanhe opens its marketplace</h1><time datetime='2026-11-23T00:30:00Z'>Nov 23, 2026</time>"
        f"<p>{first}</p><p>{second}</p></article></body></html>"
    )
    reading = read(document.encode())
    assert (reading.title, reading.language) == ("Lanhe opens its marketplace", "en")
    assert reading.text == f"{first}\n{second}"


@pytest.mark.parametrize(
    "key", ["pubtime", '"p_time"', "datePublished", "PUBLISHED_ON", "'pub_date'", "publishTime", "createTime", "ct"]
)
def test_a_script_states_the_time_by_many_keys(key: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1>", head=f"<script>var page = {{{key}: '2026-11-23 08:30:00'}};</script>"))
    assert reading.published is not None
    assert (reading.published.at.hour, reading.rules["published"]) == (8, "script:pubDate")


@pytest.mark.parametrize(
    "statement",
    [
        "var page = {create_time: JsDecode('2026-11-23 08:30'), kind: 'NOTE' * 1}",
        'window.pubtime = decodeURIComponent("2026-11-23 08:30:00")',
        "let publishTime = new Date('2026-11-23T08:30:00')",
        "page.set({ct: Number('1795393800')})",
        "var pubtime = Number(1795393800)",
    ],
)
def test_a_script_states_the_time_in_a_call(statement: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1>", head=f"<script>{statement};</script>"))
    assert reading.published is not None
    assert (reading.published.at.hour, reading.rules["published"]) == (8, "script:pubDate")


@pytest.mark.parametrize("key", ["expubtime", "ad.pubtime", "date_time", "updated_at", "act", "dpubtime", "product"])
def test_other_keys_of_a_script_state_no_time(key: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1>", head=f"<script>{key} = '2026-11-23 08:30:00';</script>"))
    assert reading.rules["published"] == "address"


BERTHS = [
    f"The harbour said on Monday that berth number {n} would open to every carrier in spring, after two years of work."
    for n in range(1, 11)
]
IN_A_BOX = "".join(f"<span>{berth}</span><br>" for berth in BERTHS)
BESIDE_A_BOX = "".join(f"<p>{berth}</p>" for berth in BERTHS)
BOX = f"<article class='post-content'><p>{'The harbour lies on the river. ' * 10}</p></article>"


@pytest.mark.parametrize(
    "body", [f"<div id='newsletter'>{IN_A_BOX}</div>", f"{BOX}<div>{BESIDE_A_BOX}</div>"], ids=["empty", "box"]
)
def test_what_a_quick_extraction_misses_is_looked_for_again(body: str) -> None:
    """Trafilatura alone finds nothing in a box with this name, and of two boxes the one called the story's."""
    head = "<title>The harbour opens ten berths to carriers</title>"
    reading = read(f"<html>{head}<h1>The harbour opens ten berths to carriers</h1>{body}</html>".encode())
    assert reading.rules["text"] == "general:trafilatura"
    assert all(berth in reading.text for berth in BERTHS)


@pytest.mark.parametrize("header", ["<h1>{}</h1><p>2026-11-23 08:30</p>", "<p>2026-11-23 08:30</p>"])
def test_entities_that_a_reader_would_see_are_the_characters_that_they_name(header: str) -> None:
    """A system that escapes what is escaped already makes `&amp;ldquo;` of `“`."""
    title = "&amp;ldquo;北风&amp;rdquo;号货轮停靠三号码头"
    sentences = ("首航货物全部卸完。", "次航定在明年春天。")
    body = "".join(
        f"<p>船长伊万&amp;middot;彼得说，{text}每吨运费低于六元，即 5 &amp;lt; 6。</p>" for text in sentences
    )
    reading = read(f"<html><title>{title}_蓝河网</title>{header.format(title)}<div>{body}</div></html>".encode())
    assert reading.title == "“北风”号货轮停靠三号码头"
    assert reading.text.splitlines()[0] == "船长伊万·彼得说，首航货物全部卸完。每吨运费低于六元，即 5 < 6。"
