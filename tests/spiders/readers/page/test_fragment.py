from datetime import UTC, datetime

import pytest

from aggregator.models import Link
from aggregator.registry.outlets import Outlet
from spiders.raw_stories import story_from_entry
from spiders.readers.page.fragment import fragment_text, plain_title

FIRST = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户。"
SECOND = "该公司负责人表示，平台头一年不收佣金。"


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"{FIRST}<br/><br>{SECOND}",
        f"<div>{FIRST}</div>\n{SECOND}<img src='https://t.example/pixel.gif' width=1 height=1>",
        f"<p>{FIRST[:10]}<b>{FIRST[10:20]}</b>\n{FIRST[20:]}</p><blockquote>{SECOND}</blockquote>".replace("\n", ""),
        f"<p>{FIRST}</p><script>var x</script><style>p</style><p>{SECOND}</p><p>阅读全文</p>",
        f"<p>{FIRST}</p><p>{SECOND} <a href='/x'>Read more…</a></p>",
        f"<p>{FIRST}</p><p>{SECOND}</p><p>The post <a>X</a> appeared first on <a>Lanhe</a>.</p>",
        f"<p>来源：青山日报</p><p>{FIRST}</p><p>{SECOND}</p><p>责任编辑：周河</p><p>相关阅读：</p><p>别的故事</p>",
    ],
)
def test_a_fragment_is_its_paragraphs(html: str) -> None:
    assert fragment_text(html) == f"{FIRST}\n{SECOND}"


def test_a_list_keeps_its_items_apart() -> None:
    html = (
        f"<p>{FIRST}</p><ul><li>食品一百户</li><li>服装两百户</li></ul><table><tr><td>佣金</td><td>零</td></tr></table>"
    )
    assert fragment_text(html).splitlines() == [FIRST, "食品一百户", "服装两百户", "佣金", "零"]


@pytest.mark.parametrize("html", ["", "  ", "<img src=x>", "<!-- -->", "<p>"])
def test_nothing_gives_nothing(html: str) -> None:
    assert fragment_text(html) == ""


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("（来源：青山日报）", "（来源：青山日报）"),
        ("（来源：青山日报）</p><p>责任编辑：周河", "（来源：青山日报）"),
        ("</p><p>来源 | 青山日报 编辑 | 周河", "来源 | 青山日报 编辑 | 周河"),
        ("".join(f"</p><p>来源：青山{place}报" for place in "东西南北中"), None),
    ],
)
def test_an_entry_of_a_feed_keeps_its_statement_of_origin(end: str, kept: str | None, outlet: Outlet) -> None:
    link = Link(outlet="lanhe", url="https://www.lanhe.example/1", content=f"<p>{FIRST}</p><p>{SECOND}{end}</p>")
    story = story_from_entry(link, outlet, datetime(2026, 11, 23, tzinfo=UTC))
    assert story.signals.get("text:closing") == kept
    assert story.text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "text",
    [
        f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;",
        f"&amp;lt;div class=x&amp;gt;{FIRST}&amp;lt;br/&amp;gt;{SECOND}&amp;lt;/div&amp;gt;",
        f"<div>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</div>",
        f"{FIRST}&lt;br&gt;{SECOND}&amp;nbsp;",
        f"{FIRST}\r\n\r\n{SECOND}",
        f"{FIRST}\n{SECOND}",
        f"\u3000\u3000{FIRST[:-1]}\n\u3000\u3000{SECOND}".replace(FIRST[:-1], FIRST),
        f"{FIRST[:20]}\n{FIRST[20:]}\n\n<b>{SECOND[:5]}</b>{SECOND[5:]}".replace("\n", "", 1),
    ],
)
def test_paragraphs_are_found_in_escaped_markup_and_in_plain_text(text: str) -> None:
    assert fragment_text(text) == f"{FIRST}\n{SECOND}"


def test_a_story_about_markup_keeps_it() -> None:
    assert fragment_text("<p>新标准删去了 &lt;center&gt; 与 &lt;/center&gt; 两个标签。</p>") == (
        "新标准删去了 <center> 与 </center> 两个标签。"
    )


@pytest.mark.parametrize("hidden", ["<span style='display: none'>内部编号</span>", "<i hidden>内部编号</i>"])
def test_what_a_fragment_hides_is_not_read(hidden: str) -> None:
    assert fragment_text(f"<p>{FIRST}{hidden}</p><p>{SECOND}</p>") == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("《海洋》<Marine>发表青山大学成果", "《海洋》<Marine>发表青山大学成果"),
        ("《时代》<Time>评出年度发明", "《时代》<Time>评出年度发明"),
        ("白桥<em>物流</em>开通<br>新线", "白桥物流开通 新线"),
        ("白桥<Strong>物流</Strong>开通新线", "白桥物流开通新线"),
        ("&amp;amp;ldquo;白桥&amp;amp;rdquo;开通", "“白桥”开通"),
        ("1 < 2 &amp; 3", "1 < 2 & 3"),
        ("<p>", None),
    ],
)
def test_a_title_is_plain_text(markup: str, title: str | None) -> None:
    assert plain_title(markup) == title


@pytest.mark.parametrize(
    "tail",
    ["#欢迎关注海棠网官方微信公众号：海棠网（微信号：haitang），更多精彩内容第一时间为您奉上。",
     "更多内容请下载海棠客户端。 关注海棠财经公众号，获取更多资讯",
     "*原创文章，作者：叶雾，转载请注明出处"],
)  # fmt: skip
def test_a_call_in_one_line_with_an_excerpt_is_no_part_of_it(tail: str) -> None:
    assert fragment_text(f"<p>{FIRST} {tail}</p>") == FIRST
    assert fragment_text(f"<p>{FIRST} {SECOND}</p>") == f"{FIRST} {SECOND}"
