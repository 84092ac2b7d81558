"""Pages with more than their story: other stories, comments, hidden text, lines about the outlet."""

from datetime import UTC, datetime

import pytest

from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.page.trimming import without_furniture

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TITLE = "松原电池工厂投产"
FIRST = "松原电池公司周一宣布，位于临港的第三座工厂正式投产，年产能为二十吉瓦时，首批产品已经交付客户。"
SECOND = "公司总经理表示，新工厂的自动化率达到九成，用工比第一座工厂少一半，能耗下降两成。"
THIRD = "当地政府称，配套的隔膜和电解液项目明年动工，预计带动就业三千人。"
OTHER = "白桦航运公司公布前三季度运价，平均每箱比去年同期上涨一成，燃油成本同期下降，利润率因此提高。"
STORY = [FIRST, SECOND, THIRD]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str) -> list[str]:
    html = f"<html><head><meta charset='utf-8'><title>{TITLE}_松原网</title></head><body>{body}</body></html>"
    return read_article(Document(html.encode(), "https://www.songyuan.example/n/1.html", NOW), None).text.split("\n")


HEAD = f"<h1>{TITLE}</h1><p>2026-11-23 08:30 来源：松原网</p>"


@pytest.mark.parametrize("name", ["article-content", "c7"])
def test_a_longer_story_appended_below_is_not_taken_in(name: str) -> None:
    own = f"<div class=it>{HEAD}<div class={name}>{paragraphs(*STORY)}</div></div>"
    appended = f"<div class=it><h1>白桦航运公布运价</h1><div class={name}>{paragraphs(*[OTHER] * 7)}</div></div>"
    assert read(own + appended) == STORY


def test_a_second_article_is_another_story() -> None:
    assert read(f"<article>{HEAD}{paragraphs(*STORY)}</article><article><p>{OTHER}</p></article>") == STORY


def test_a_card_that_begins_with_a_linked_heading_is_another_story() -> None:
    card = f"<div class=k><h3><a href='/n/2.html'>白桦航运公布运价</a></h3>{paragraphs(OTHER, OTHER)}</div>"
    body = f"<div class=left>{HEAD}{paragraphs(FIRST)}{card}{paragraphs(SECOND, THIRD)}</div>"
    assert read(body) == STORY


def test_a_subheading_inside_the_story_is_kept() -> None:
    part = f"<section><h2>产能</h2>{paragraphs(SECOND, THIRD)}</section>"
    assert read(f"{HEAD}{paragraphs(FIRST)}{part}") == [FIRST, "产能", SECOND, THIRD]


def test_a_body_parted_by_an_advertisement_is_whole() -> None:
    parts = (f"<div class=article-content>{paragraphs(text)}</div>" for text in STORY)
    assert read(HEAD + "<div>广告</div>".join(parts)) == STORY


def test_a_body_in_several_wrappers_is_whole() -> None:
    parts = (f"<div class=chunk><div class=article-content>{paragraphs(text)}</div></div>" for text in STORY)
    assert read(HEAD + "<div>广告</div>".join(parts)) == STORY


def test_a_lead_in_a_box_is_read_once() -> None:
    text = f"<div class=article-content>{paragraphs(SECOND, THIRD)}</div>"
    assert read(f"{HEAD}<div class=news-summary>{FIRST}</div>{text}") == STORY
    assert read(f"{HEAD}<div class=profile>{OTHER}</div>{text}") == [SECOND, THIRD]
    whole = f"<div class=article-content>{paragraphs(*STORY)}</div>"
    assert read(f"{HEAD}<div class=news-summary>{FIRST}</div>{whole}") == STORY


@pytest.mark.parametrize(
    "comments",
    [
        f"<ul class='comment-list'><li>{OTHER}</li></ul>",
        f"<div><h4>精彩跟评</h4>{paragraphs(OTHER, OTHER)}</div>",
        f"<div><p>网友热评</p>{paragraphs(*[OTHER] * 9)}</div>",
    ],
)
def test_comments_stay_out(comments: str) -> None:
    assert read(HEAD + f"<div class=t>{paragraphs(*STORY)}</div>" + comments) == STORY


REMARK = "<div><b>读者甲</b><i>{} 10:05</i><p>第三座工厂离我家不远，希望招工的时候优先考虑本地人。</p></div>"


@pytest.mark.parametrize("head", ["大家在说", "精彩回复(3)", "讨论（3条）", "全部 3 条评论", "读者来信"])
@pytest.mark.parametrize("name", ["article-content", "c7"])
def test_remarks_with_names_and_times_stay_out_whatever_heads_them(head: str, name: str) -> None:
    remarks = "".join(REMARK.format(f"11-2{day}") for day in range(3))
    assert read(HEAD + f"<div class={name}>{paragraphs(*STORY)}</div><div><h3>{head}</h3>{remarks}</div>") == STORY


def test_a_subheading_about_readers_is_kept() -> None:
    assert read(HEAD + paragraphs(FIRST, "读者来信", SECOND, THIRD)) == [FIRST, "读者来信", SECOND, THIRD]


@pytest.mark.parametrize("name", ["article-content", "c7"])
@pytest.mark.parametrize(
    "interruption",
    [
        "<p>推薦閱讀：<a href='/n/3.html'>白桦航運公布運價</a></p>",
        "<p>延伸閱讀／白桦航運公布運價</p>",
        "<p><b>延伸阅读</b></p><p><a href='/n/3.html'>白桦航运公布运价</a></p>",
        "<p>請繼續往下閱讀…</p>",
    ],
)
def test_a_pointer_to_other_stories_interrupts_a_story_and_does_not_end_it(interruption: str, name: str) -> None:
    body = paragraphs(FIRST) + interruption + paragraphs(SECOND, THIRD)
    assert read(f"{HEAD}<div class={name}>{body}</div>") == STORY


def test_a_sentence_about_reprints_inside_a_story_does_not_end_it() -> None:
    ruling = "法院认定，未经许可转载照片的三家媒体应当道歉。"
    assert read(HEAD + paragraphs(FIRST, ruling, SECOND, THIRD)) == [FIRST, ruling, SECOND, THIRD]
    assert without_furniture([FIRST, ruling, SECOND, THIRD]) == [FIRST, ruling, SECOND, THIRD]


@pytest.mark.parametrize("opening", ["投产了。", "三座工厂，一个小镇：", "你见过无人的车间吗？"])
def test_a_short_sentence_opens_a_story(opening: str) -> None:
    assert read(HEAD + paragraphs(opening, *STORY)) == [opening, *STORY]


@pytest.mark.parametrize("name", ["article-content", "c7"])
def test_a_story_with_its_heading_and_its_time_below_another_is_not_taken_in(name: str) -> None:
    other = f"<p>2026-11-22 07:00</p><div class={name}>{paragraphs(*[OTHER] * 7)}</div>"
    assert read(f"{HEAD}<div class={name}>{paragraphs(*STORY)}</div><h2>白桦航运公布运价</h2>{other}") == STORY


@pytest.mark.parametrize("inline", ["<w:sdt>{}</w:sdt>", "<x-term>{}</x-term>", "<ruby>{}<rt>shu</rt></ruby>"])
def test_an_inline_element_of_any_name_parts_no_sentence(inline: str) -> None:
    marked = FIRST.replace("第三座", inline.format("第三座"))
    assert read(HEAD + paragraphs(marked, SECOND, THIRD)) == STORY


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>quote()</script>",
        "<svg><text>K</text></svg>",
        "<span hidden>附注</span>",
        "<i style='color:red; display : none'>防盗K3</i>",
        "<span class='sr-only'>新窗口</span>",
        "<em style='position:absolute;clip:rect(1px, 1px, 1px, 1px)'>新窗口</em>",
        "<em style='position:absolute;left:-9999px'>新窗口</em>",
        "<em style='width:1px;height:1px;overflow:hidden'>新窗口</em>",
        "<em style='DISPLAY:NONE'>新窗口</em>",
        "<i aria-hidden='true'>图标</i>",
        "<select><option>选择地区</option></select>",
    ],
)
def test_text_that_is_not_shown_is_not_read(hidden: str) -> None:
    assert read(HEAD + paragraphs(FIRST.replace("正式", f"{hidden}正式"), SECOND, THIRD)) == STORY


def test_a_price_that_is_shown_and_one_that_is_read_aloud_are_one() -> None:
    price = "<span aria-hidden='true'>二十</span><span class='sr-only'>数量二十</span>"
    assert read(HEAD + paragraphs(FIRST.replace("二十", price), SECOND, THIRD)) == STORY


def test_a_page_that_a_script_shows_later_is_read() -> None:
    assert read(HEAD + f"<div style='visibility:hidden;opacity:0'>{paragraphs(*STORY)}</div>") == STORY


def test_a_long_text_that_a_click_unfolds_is_read() -> None:
    folded = [f"{SECOND}（第{number}批）{THIRD}" for number in range(6)]
    assert read(HEAD + paragraphs(FIRST) + f"<div style='display:none'>{paragraphs(*folded)}</div>") == [FIRST, *folded]


def test_a_protected_address_is_read() -> None:
    code = bytes([7, *(byte ^ 7 for byte in b"a@b.example")]).hex()
    mask = f"<a href='#'><span data-cfemail='{code}'>[email&#160;protected]</span></a>"
    assert read(HEAD + paragraphs(*STORY, f"报名材料请发送到{mask}，截止日期为月底。"))[-1] == (
        "报名材料请发送到a@b.example，截止日期为月底。"
    )


@pytest.mark.parametrize(
    "line",
    [
        "松原网版权所有，未经许可不得转载，违者必究。",
        "想了解更多？下载松原新闻客户端，每天三分钟。",
        "欢迎扫码加入松原网读者微信群。",
        "【免责声明】本文观点不代表松原网立场。",
        "如涉及版权问题，请联系我们删除。",
        "更多电池消息，请下载松原新闻APP。",
        "开通松原会员，阅读全部报道",
        "本文首发于松原网，作者林若溪。",
        "【版权提示】图片归摄影者所有。",
        "更多詳情：https://songyuan.example/more",
        "觉得不错，点个在看。",
    ],
)
def test_a_last_line_about_the_outlet_is_cut(line: str) -> None:
    assert without_furniture([*STORY, line, "松原在身边"]) == STORY


@pytest.mark.parametrize(
    "line",
    [
        "法院判决，被告停止转载原告文章，并赔偿三万元。",
        "用户登录后查看订单的次数增长两成。",
        "公司计划明年关注海外市场，并加入行业协会的两个工作组。",
    ],
)
def test_prose_about_such_things_stays_inside_a_story(line: str) -> None:
    assert without_furniture([FIRST, line, SECOND]) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "这款应用可在应用商店下载，首月免费，之后每月十元。",
        "林若溪说：“欢迎大家加入我们，一起做下去。”",
        "松原网记者致电松原电池公司，截至发稿没有回复。",
        "招工办法见临港区网站，名额以公布的为准，相关信息可上http://lingang.example查询。",
    ],
)
def test_a_last_sentence_of_the_news_stays(line: str) -> None:
    assert read(HEAD + paragraphs(*STORY, line)) == [*STORY, line]


def test_a_slogan_with_the_name_of_the_site_is_cut() -> None:
    assert read(HEAD + paragraphs(*STORY, "松原网，看见工厂")) == STORY


@pytest.mark.parametrize("line", ["请继续往下阅读…", "Story continues below advertisement", "请登录会员后阅读剩余内容"])
def test_a_line_that_interrupts_is_dropped_and_ends_nothing(line: str) -> None:
    assert without_furniture([FIRST, line, SECOND]) == [FIRST, SECOND]


def test_a_caption_printed_twice_is_dropped_and_a_speaker_is_kept() -> None:
    lines = ["松原公司供图 资料", FIRST, "主持人林若溪问：", SECOND, "松原公司供图 资料", "主持人林若溪问：", THIRD]
    assert without_furniture(lines) == [FIRST, "主持人林若溪问：", SECOND, "主持人林若溪问：", THIRD]
