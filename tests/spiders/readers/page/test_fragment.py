from datetime import UTC, datetime

import pytest

from aggregator.models import Link
from aggregator.registry.outlets import Outlet
from spiders.raw_stories import story_from_entry
from spiders.readers.page.fragment import fragment_text

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
