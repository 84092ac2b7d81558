"""The site of a page, and sources that are named outside its header."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.page.encoding import decode
from spiders.readers.page.page import Page
from spiders.readers.page.site import Site, site_of
from spiders.readers.page.suffixes import without_suffix
from spiders.readers.reading import Reading

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
PROSE = "".join(
    f"<p>蓝河公司今天宣布第{count}项开放计划，面向中小商家提供货源、仓储和结算三类服务。</p>" for count in "一二三四五"
)


def site(head: str = "", body: str = "", url: str = "") -> Site:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return site_of(Page.parse(decode(html.encode()), url))


def read(header: str, foot: str = "", head: str = "") -> Reading:
    body = f"<h1>蓝河公司开放电商平台</h1><div>2026-11-20 08:30 {header}</div>{PROSE}{foot}"
    html = f"<html><head><title>蓝河公司开放电商平台_蓝河网</title>{head}</head><body>{body}</body></html>"
    return read_article(Document(html.encode(), "https://www.lanhe.example.com/a/1.html", NOW), None)


@pytest.mark.parametrize(
    ("head", "body", "name"),
    [
        ("<title>开放平台_科技_蓝河网</title>", "", "蓝河网"),
        ("<title>开放平台-蓝河协会官网</title>", "", "蓝河协会"),
        ("<title>开放平台</title><meta property='og:site_name' content='蓝河网'>", "", "蓝河网"),
        ("<title>开放平台</title>", "<p>Copyright © 2010-2026 蓝河在线 京ICP备1号</p>", "蓝河在线"),
        ("<title>开放平台</title>", "<p>版权所有：蓝河市商务局 未经许可不得转载</p>", "蓝河市商务局"),
        ("<title>开放平台</title>", "<p>Copyright All Rights Reserved 版权所有</p>", ""),
    ],
)
def test_a_page_names_its_site(head: str, body: str, name: str) -> None:
    assert site(head, body).name == name


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("简讯 - 沈某任青山公司总裁", "简讯 - 沈某任青山公司总裁"),
        ("简讯 - 沈某任青山公司总裁 - 蓝河网", "简讯 - 沈某任青山公司总裁"),
        ("松影Pad_7发布当天售罄", "松影Pad_7发布当天售罄"),
        ("青山公司公布第三季度业绩_公司_蓝河", "青山公司公布第三季度业绩"),
        ("沈某辞职_蓝河网", "沈某辞职"),
        ("沈某辞职 - 财经频道", "沈某辞职"),
    ],
)
def test_only_what_can_be_the_sites_name_is_cut_off_a_title(title: str, headline: str) -> None:
    assert without_suffix(title) == headline


def test_the_host_is_that_of_the_address_or_the_one_the_page_states() -> None:
    links = "<a href='http://news.lanhe.example.com/1'>1</a>" * 3 + "<a href='http://www.beian.gov.cn/x'>备</a>" * 9
    canonical = "<link rel='canonical' href='https://tech.lanhe.example.com/1'>"
    assert site(canonical, links, "https://a.qinghe.example.com/1").host == "a.qinghe.example.com"
    assert site(canonical, links).host == "tech.lanhe.example.com"
    assert site("", links).host == "news.lanhe.example.com"
    assert site("", links[: len(links) // 12]).host == ""


def test_the_pages_own_data_name_the_source_if_nothing_else_does() -> None:
    data = "<script>var article = {title: 'x', source: '蓝鲸日报微信公号', id: 1};</script>"
    reading = read("", head=data)
    assert (reading.source_label, reading.rules["source_label"]) == ("蓝鲸日报微信公号", "script:source")
    assert read("来源：城报", head=data).source_label == "城报"
    assert read("", head=data + data.replace("蓝鲸", "赤松")).source_label is None
    assert read("", head="<script>var a = {source: 'pc_web'}</script>").source_label is None


def test_a_zone_beside_the_time_is_not_a_source() -> None:
    assert read("格林尼治标准时间").source_label is None


def test_a_medium_beside_its_reporter_is_a_byline() -> None:
    reading = read("<span>蓝鲸日报 记者林一／即时报道</span>")
    assert (reading.source_label, reading.rules["source_label"]) == ("蓝鲸日报", "header:记者/媒体")


def test_the_title_names_the_site() -> None:
    assert read("").signals["page:site"] == "蓝河网"


def test_a_box_around_the_story_states_no_origin() -> None:
    assert "text:closing" not in read("", foot="<p>来源：某某新闻热搜词</p>").signals


@pytest.mark.parametrize(
    "line",
    ["作者：Ann Lee 译者：林一 来源：medium", "原文：https://blog.lanjing.example.com/10-tricks", "来源：蓝鲸日报"],
)
def test_statements_of_origin_are_kept_for_the_attribution(line: str) -> None:
    reading = read("", foot=f"<p>{line}</p>")
    assert line in reading.text + reading.signals.get("text:closing", "")


NOTICE = "<p>【所载内容由合作机构提供，本平台对其真实性不作保证，读者据此行事，后果由读者自行承担。】</p>"


@pytest.mark.parametrize("line", ["（文章来源：蓝鲸日报）", "【稿源：蓝鲸日报】", "(转自：蓝鲸日报)"])
def test_a_credit_in_brackets_that_speaks_of_the_story_may_have_a_notice_below_it(line: str) -> None:
    assert read("", foot=f"<p>{line}</p>{NOTICE}").signals["text:closing"] == line
    assert "text:closing" not in read("", foot=f"<p>（来源：蓝鲸日报）</p>{NOTICE}").signals


@pytest.mark.parametrize("header", ["<p>蓝鲸晚报</p><p>企鹅号</p>", "<p>蓝鲸晚报 企鹅号</p>"])
def test_an_account_is_named_beside_its_platform(header: str) -> None:
    reading = read(f"</div><div>{header}")
    assert (reading.source_label, reading.rules["source_label"]) == ("蓝鲸晚报", "header:account")


def test_the_medium_of_a_byline_at_the_foot_is_kept() -> None:
    assert "蓝鲸晚报记者 林一" in read("", foot="<p>蓝鲸晚报记者 林一</p>").signals["text:closing"]


PLATFORM_NOTE = "<div class='card'><p><span>以下文章来源于赤松观察</span><span>，作者林一</span></p></div>"


def test_a_platforms_reprint_note_beside_the_headline_is_kept() -> None:
    assert "以下文章来源于赤松观察" in read(f"</div>{PLATFORM_NOTE}<div>").signals["text:closing"]


@pytest.mark.parametrize("place", ["来自上海", "发布于广东", "来自 杭州"])
def test_where_an_account_is_at_home_is_not_a_source(place: str) -> None:
    assert read(place).source_label is None


@pytest.mark.parametrize("label", ["来源 / 蓝鲸晚报", "來源｜蓝鲸晚报", "来源丨蓝鲸晚报"])
def test_a_bar_or_a_slash_stands_for_the_colon(label: str) -> None:
    reading = read(f"<span>{label}</span>")
    assert (reading.source_label, reading.rules["source_label"]) == ("蓝鲸晚报", "header:来源")


@pytest.mark.parametrize(
    "box", ["<div class='resource'>蓝鲸晚报</div>", "<div class='source'>图片来源 / lanjing</div>"]
)
def test_the_credit_of_a_picture_is_not_the_storys(box: str) -> None:
    assert read(f"</div>{box}<div>").source_label is None


def test_an_element_called_the_sources_title_is_the_label() -> None:
    assert read("</div><div class='sourceTitleText-3cW'>蓝鲸晚报</div><div>").source_label == "蓝鲸晚报"


def test_the_account_is_kept_beside_the_label() -> None:
    above = "<div class='avatar__name'>赤松观察</div>"
    body = f"{above}<div>来自雨点发布于11-20 08:30</div><h1>蓝河公司开放电商平台</h1>{PROSE}"
    html = f"<html><head><title>蓝河公司开放电商平台_蓝河网</title></head><body>{body}</body></html>"
    reading = read_article(Document(html.encode(), "https://www.lanhe.example.com/a/1.html", NOW), None)
    assert reading.signals["page:account"] == "赤松观察"


@pytest.mark.parametrize("company", ["赤松（蓝河）传媒有限公司", "账号主体：赤松传媒"])
def test_the_company_behind_an_account_is_not_the_account(company: str) -> None:
    assert "page:account" not in read(f"</div><div class='author-name'>{company}</div><div>").signals


def test_several_credits_below_are_those_of_boxes() -> None:
    boxes = "<p>来源：赤松百科</p><p>贝叶斯：一种方法。</p><p>来源：青岚百科</p>"
    assert read("", foot=boxes).source_label is None
