"""The texts of the pages of invented sites: what is part of a story, and what only lies beside it."""

import json
from html import escape

import pytest

from spiders.readers.reading import PageKind
from tests.spiders.readers.page.invented import AT, FIRST, RELATED, SECOND, TITLE, page, read


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
