"""Pages in the templates of invented sites, read by the general rules and by an outlet's selectors."""

import json
from collections.abc import Callable
from datetime import datetime
from html import escape
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from aggregator.models import Precision
from aggregator.registry.outlets import Outlet
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind, Reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)
URL = "https://www.lanhe.example/a/20261123/101.html"
TITLE = "蓝河公司开放电商平台 首批商家达三百户"
FIRST = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户，涵盖食品、服装和家电。"
SECOND = "该公司负责人表示，平台头一年不收佣金，商家只需缴纳一千元保证金，退出时全额退还。"
MENU = "".join(f'<li><a href="/c/{n}">频道{n}</a></li>' for n in range(20))
RELATED = "".join(f'<li><a href="/a/{n}.html">青山公司第{n}次发布新品</a></li>' for n in range(10))


def page(header: str, body: str = f"<p>{FIRST}</p><p>{SECOND}</p>", head: str = "", tail: str = "") -> bytes:
    return (
        f"<html><head><meta charset='utf-8'><title>{TITLE}_科技_蓝河网</title>{head}</head><body>"
        f"<ul class='nav'>{MENU}</ul>"
        "<div class='crumbs'><a href='/'>首页</a> &gt; <a href='/c/'>科技</a> &gt; 正文</div>"
        f"<div class='left'>{header}<div id='zw'>{body}</div>{tail}</div>"
        f"<div class='xg'><h3>相关阅读</h3><ul>{RELATED}</ul></div>"
        "<div class='foot'>版权所有 蓝河网</div></body></html>"
    ).encode()


def read(document: bytes, outlet: Outlet | None = None, url: str = URL) -> Reading:
    return read_article(Document(document, url, NOW), outlet)


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


def label(header: str, head: str = "", tail: str = "") -> str | None:
    """Return the source label that is read from a page."""
    return read(page(header, head=head, tail=tail)).source_label


AT = "2026-11-23 08:30"


@pytest.mark.parametrize(
    "beside",
    [
        "IP属地：湖南长沙",
        "来自：江苏苏州",
        "<span class=from>来自四川</span>",
        "丙午年十月初五",
        "小雨转阴 3~9℃",
        "全文约1800字",
        "<a href=/brand/>品牌与市场</a>",
        "<a href=/c/tech/>科技频道</a>",
        "<span>公司产业</span>",
        "<span>人物与故事专栏</span>",
        "下载手机客户端浏览",
        "优质财经领域创作者",
    ],
)
def test_words_beside_the_time_that_can_be_no_name_are_no_source(beside: str) -> None:
    assert label(f"<h1>{TITLE}</h1><div class=i>{AT} {beside}</div>") is None


@pytest.mark.parametrize(
    ("beside", "head"),
    [
        ("<span>青山经济报道</span>", ""),
        ("<span class=media>青山说商业</span>", ""),
        ("<a href=https://www.qingshan.example/>青山说商业</a>", ""),
        ("<a href=/people/8812/>青山</a>", ""),
        ("<span>青山说商业</span>", "<meta name=author content=青山说商业>"),
        ("<span>青山说商业</span>", "<script>var info={mediaName:'青山说商业'}</script>"),
    ],
    ids=["form", "element", "another site", "an account's page", "meta", "script"],
)
def test_a_name_beside_the_time_is_shown_to_be_one(beside: str, head: str) -> None:
    assert (label(f"<h1>{TITLE}</h1><div class=i>{AT} {beside}</div>", head) or "").startswith("青山")


def test_a_columns_name_gives_way_to_another_that_is_called_the_source() -> None:
    header = f"<h1>{TITLE}</h1><p>{AT} 来源：行业资讯</p>"
    body = f"<p>（来源：青山日报）</p><p>{FIRST}</p><p>{SECOND}</p>"
    assert read(page(header, body)).source_label == "青山日报"
    assert label(header) == "行业资讯"


REPORTED = [
    "<span><a href=/c/2>青山時報</a> 記者<a href=/r/7>林若溪</a>／高雄即時報導</span>",
    "<span>青山晚报记者 <a href=/r/7>林若溪</a> 周河 杭州报道</span>",
    "青山网 特约记者 林若溪",
]


@pytest.mark.parametrize("byline", REPORTED)
def test_the_medium_whose_reporter_the_header_names_is_the_source(byline: str) -> None:
    assert (label(f"<h1>{TITLE}</h1><p>{AT}</p><div>{byline}</div>") or "").startswith("青山")
    assert (label(f"<h1>{TITLE}</h1><div><span>{AT}</span> {byline}</div>") or "").startswith("青山")


@pytest.mark.parametrize("byline", ["本报记者 林若溪", "记者 林若溪", "财经记者 林若溪", "林若溪 记者"])
def test_a_reporter_without_a_medium_is_no_source(byline: str) -> None:
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p><div>{byline}</div>") is None


def test_a_medium_beside_the_time_may_have_its_author_beside_it() -> None:
    beside = "<a href=https://www.qingshan.example/>青山时报网</a>&nbsp;<span>林若溪</span>"
    assert label(f"<h1>{TITLE}</h1><div><span>{AT}</span>{beside}</div>") == "青山时报网"
    column = "<a href=/tech/>蓝河科技</a> <a href=https://www.qingshan.example/>青山时报网</a>"
    assert label(f"<h1>{TITLE}</h1><div>{column} <span>{AT}</span></div>") == "青山时报网"
    tags = "<a href=https://mp.host.example/>物流</a>/<a>仓储</a>"
    assert label(f"<h1>{TITLE}</h1><div><span>{AT}</span>{tags}</div>") is None


@pytest.mark.parametrize("signed", ["（本文首发蓝河网，作者｜林若溪，编辑｜周河）", "文｜林若溪", "作者：林若溪"])
def test_an_account_that_the_page_calls_the_author_is_not_the_source(signed: str) -> None:
    header = f"<h1>{TITLE}</h1><div class=info><a class=name href=/user/7>林若溪</a> · <i>{AT}</i></div>"
    reading = read(page(header, f"<p>{FIRST}</p><p>{SECOND}</p><p>{signed}</p>"))
    assert (reading.source_label, reading.author) == (None, "林若溪")
    assert label(header) == "林若溪"


ROWS = {
    "an author's object": ("青山日报", "author: {id: 7, name: '青山日报'}", "青山日报"),
    "a column's": ("物流新闻", "channel: {id: 7, name: '物流新闻'}", None),
    "nothing": ("青山日报", "", None),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_name_in_the_line_next_to_the_time_is_the_source_if_the_pages_data_say_so(
    row: tuple[str, str, str | None],
) -> None:
    name, data, source = row
    head = f"<script>var page = {{title: '{TITLE}', {data}}};</script>"
    assert label(f"<h1>{TITLE}</h1><div><div>{AT} 星期一</div><div>{name}</div></div>", head) == source


@pytest.mark.parametrize("name", ["青山发布", "青山商业评论", "青山阅读", "大时间"])
def test_a_word_that_ends_labels_may_be_part_of_a_name(name: str) -> None:
    header = f"<h1>{TITLE}</h1><p>{AT} 来源：{name} 评论(3) 阅读：120</p>"
    assert label(header) == name
    assert label(f"<h1>{TITLE}</h1><p>来源：{name}发布时间：{AT}</p>") == name


ACCOUNTS = {
    "above the headline": "<div id=user-info><h4><a href='https://mp.host.example/profile?x=1'>青山说</a></h4>"
    f"<p>1200 文章</p></div><h1>{TITLE}</h1><p>{AT}</p>",
    "in an inline element": f"<h1>{TITLE}</h1><div><a class=author-name href=/x>青山说商业</a></div>"
    f"<p>{AT} 发布于湖南</p>",
    "short, beside its proof": f"<h1>{TITLE}</h1><p class=author-name>青山说</p><p>{AT}</p><p>青山说官方账号</p>",
    "on a platform": f"<h1>{TITLE}</h1><div><a class=name href=/u/7>青山说</a><b>{AT} · 来自百川</b></div>",
    "original": f"<p>青山技术团队原创</p><h1>{TITLE}</h1><p>{AT}</p>",
}


@pytest.mark.parametrize("header", ACCOUNTS.values(), ids=ACCOUNTS)
def test_the_account_that_publishes_is_the_source(header: str) -> None:
    assert (label(header) or "").startswith("青山")


def test_a_reporter_is_not_an_account() -> None:
    assert label(f"<h1>{TITLE}</h1><p class=author-name><a href=/author/8>林若溪</a></p><p>{AT}</p>") is None


def test_the_account_is_kept_beside_the_label_of_its_platform() -> None:
    header = f"<h1>{TITLE}</h1><p>青山说商业</p><p>{AT} 来源：百川新闻·澎湃号·湃客</p>"
    assert read(page(header)).signals["page:account"] == "青山说商业"


def test_credits_in_comments_and_data_of_other_stories_are_not_the_storys() -> None:
    comments = "<div class=comment-list><p>来源：青山日报</p></div>"
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p>", tail=comments) is None
    others = '<script>var list=[{"name":"另一家公司的消息","source":"青山日报"}]</script>'
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p>", others) is None


def test_the_provider_in_the_pages_own_data_is_a_signal() -> None:
    data = f'{{"@type":"NewsArticle","headline":"{TITLE}","provider":{{"name":"青山日报"}},"author":[{{"name":"林"}}]}}'
    signals = read(page(f"<h1>{TITLE}</h1>", head=f"<script type=application/ld+json>{data}</script>")).signals
    assert signals["json-ld:provider"] == "青山日报"


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


def test_furniture_is_not_part_of_the_text() -> None:
    body = (
        f"<h2>{TITLE}</h2><p>（原标题：平台来了）</p><p>来源：青山日报 作者：林若溪</p><p>{FIRST}</p>"
        "<p>点击进入专题</p><p>扫描二维码关注蓝河公众号</p>"
        f"<p>{SECOND}（责任编辑：周河）</p><p>本文来源：青山日报</p><p>责编：周河 NF001</p>"
        f"<p>免责声明：以上内容仅供参考。</p><p>相关阅读</p><ul>{RELATED}</ul>"
    )
    reading = read(page(f"<h1>{TITLE}</h1><p>2026-11-23 08:30</p>", body))
    assert reading.text == f"{FIRST}\n{SECOND}"
    assert reading.editor == "周河"
    assert reading.signals["text:closing"] == "本文来源：青山日报"


MARKUP = f"<p style='text-indent: 2em'>{FIRST}</p><p>{SECOND}</p>"
OTHER = "<p>青山公司当天发布新品，首批备货五万台，价格比上一代低两成，预计下月送到首批用户手中。</p>" * 3
SCRIPTS = {
    "in double quotes": "var text = " + json.dumps(MARKUP).replace("/", r"\/"),
    "in single quotes": "text = '" + MARKUP.replace("'", r"\'") + "';",
    "in the page's state": "state = "
    + json.dumps({"story": {"title": TITLE, "body": MARKUP}, "more": [{"title": "青山公司发布新品", "body": OTHER}]}),
    "escaped": "state = " + json.dumps({"body": escape(MARKUP)}),
    "escaped with its quotes": f"state = {{content: '&quot;{escape(MARKUP)}&quot;'.slice(6, -6)}}",
    "in a template": f"text = `{MARKUP}`",
    "in a call": f'show("{MARKUP}")',
    "beside a box": f"box = '<div>页面加载错误，请刷新。</div>'; text = `{MARKUP}`",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_story_that_the_page_writes_from_a_script_is_read(script: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", "", tail=f"<script>{script}</script>"))
    assert (reading.kind, reading.text) == (PageKind.STORY, f"{FIRST}\n{SECOND}")


BADGES = [
    "{} <span class=tag>原创</span>",
    "<i class=badge>独家</i>{}<em>专栏</em>",
    "<span>{}</span><span><a href=/v>会员</a></span>",
]


@pytest.mark.parametrize("heading", BADGES)
def test_a_badge_in_the_headlines_element_is_not_part_of_it(heading: str) -> None:
    reading = read(page(f"<h1>{heading.format(TITLE)}</h1><p>{AT}</p>"))
    assert (reading.title, reading.text) == (TITLE, f"{FIRST}\n{SECOND}")


def test_a_word_in_an_element_that_stated_titles_have_is_part_of_the_headline() -> None:
    assert read(page(f"<h1><b>{TITLE[:4]}</b>{TITLE[4:-3]}<em>{TITLE[-3:]}</em></h1><p>{AT}</p>")).title == TITLE


@pytest.mark.parametrize(
    "first", ["一、平台向谁开放", "1. 平台向谁开放", "（一）平台向谁开放", "<b>01、平台向谁开放</b>"]
)
def test_a_story_may_begin_with_its_first_numbered_heading(first: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", f"<p>{first}</p><p>{FIRST}</p><p>{SECOND}</p>"))
    assert reading.text.endswith(f"平台向谁开放\n{FIRST}\n{SECOND}")


@pytest.mark.parametrize("above", ["2. 平台向谁开放", "1.2 亿元订单", "今日关注"])
def test_another_short_line_above_a_story_is_not_part_of_it(above: str) -> None:
    reading = read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", f"<p>{above}</p><p>{FIRST}</p><p>{SECOND}</p>"))
    assert reading.text == f"{FIRST}\n{SECOND}"


PICTURE = "<p style='text-align: center'><img src=a.jpg></p>"
CAPTIONS = [
    f"{PICTURE}<p style='TEXT-ALIGN: center'>△平台首页（资料图）</p>",
    f"{PICTURE}<p align=center>商家在会场 周河 摄</p>",
    "<div class=center><img src=a.jpg><br>商家在会场</div>",
]


@pytest.mark.parametrize("picture", CAPTIONS)
def test_the_centred_line_below_a_picture_is_not_part_of_the_text(picture: str) -> None:
    body = f"<p>{FIRST}</p>{picture}<p>{SECOND}</p>"
    assert read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", body)).text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("line", ["<p>商家怎么看</p>", "<p align=center>商家说，平台开放很及时。</p>"])
def test_another_line_below_a_picture_is_part_of_the_text(line: str) -> None:
    text = read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", f"<p>{FIRST}</p>{PICTURE}{line}<p>{SECOND}</p>")).text
    assert text.count("\n") == 2


WAYS_OUT = ["https://www.lanhe.example/", "//www.lanhe.example?from=end", "/"]


@pytest.mark.parametrize("href", WAYS_OUT)
def test_a_link_to_a_front_page_behind_the_last_sentence_is_not_part_of_it(href: str) -> None:
    way_out = f"<a href='{href}' title=首页><span><i></i>返回蓝河，看更多</span></a> "
    body = f"<p>{FIRST}</p><p>{SECOND}{way_out}</p>"
    assert read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", body)).text == f"{FIRST}\n{SECOND}"


def test_a_link_to_a_front_page_in_a_sentence_is_part_of_it() -> None:
    last = f"{SECOND[:-1]}，详见<a href='https://shop.example/'>平台网站</a>。"
    text = read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", f"<p>{FIRST}</p><p>{last}</p>")).text
    assert text.endswith("详见平台网站。")


def test_the_shown_story_comes_before_one_in_a_script() -> None:
    script = "<script>var advertisement = " + json.dumps(OTHER) + "</script>"
    assert read(page(f"<h1>{TITLE}</h1><p>{AT}</p>", tail=script)).text == f"{FIRST}\n{SECOND}"


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
