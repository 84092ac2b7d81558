"""Tables and lists stay text, captions do not; a table that lays out the page is not data."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from spiders.readers.document import Document
from spiders.readers.page.article import read_article

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户，涵盖食品、服装和家电。"
LAST = "该公司负责人表示，平台头一年不收佣金，商家只需缴纳一千元保证金，退出时全额退还。"
TABLE = (
    "<table><tr><th>类别</th><th>户数</th><th>佣金</th></tr>"
    "<tr><td><p>食品</p></td><td>120</td><td>零</td></tr></table>"
)
ROWS = ["类别 | 户数 | 佣金", "食品 | 120 | 零"]


@pytest.fixture(params=["zw-42", "artibody"], ids=["below the headline", "in a known element"])
def read(request, make_outlet):
    """Return the lines of a body, read by the general rules and by an outlet's selectors."""

    def lines(body: str) -> list[str]:
        html = (
            f"<html><body><h1>蓝河公司开放平台</h1><p>2026-11-23 08:30</p><div id={request.param}>{body}</div></body>"
        )
        outlet = make_outlet(layouts=[{"body": [f"#{request.param}"]}])
        document = Document(html.encode(), "https://www.lanhe.example/1.html", NOW)
        by_rule = read_article(document, None).text
        by_layout = read_article(document, outlet).text
        assert by_layout == by_rule
        return by_rule.splitlines()

    return lines


def test_a_row_of_a_table_is_a_line(read):
    assert read(f"<p>{FIRST}</p>{TABLE}<p>{LAST}</p>") == [FIRST, *ROWS, LAST]


def test_a_table_in_a_figure_is_kept_and_its_caption_is_not(read):
    caption = "<figcaption>表一，平台的商家，按类别统计，截至11月22日。</figcaption>"
    assert read(f"<p>{FIRST}</p><figure>{TABLE}{caption}</figure><p>{LAST}</p>") == [FIRST, *ROWS, LAST]


def test_a_caption_is_not_a_paragraph(read):
    figure = (
        "<figure><img src=a.jpg><p>图为发布会现场，公司负责人正在介绍新平台的功能。</p>"
        "<figcaption>11月23日，蓝河公司在杭州举行发布会，三百多户商家到场。</figcaption></figure>"
    )
    assert read(f"<p>{FIRST}</p>{figure}<p>{LAST}</p>") == [FIRST, LAST]


def test_items_of_a_list_are_lines(read):
    body = f"<p>{FIRST}</p><ul><li>食品一百户</li><li><p>服装两百户</p></li></ul><p>{LAST}</p>"
    assert read(body) == [FIRST, "食品一百户", "服装两百户", LAST]


def test_a_table_around_the_whole_story_is_its_layout(read):
    assert read(f"<table><tr><td><p>{FIRST}</p><p>{LAST}</p></td></tr></table>") == [FIRST, LAST]
    assert read(f"<table><tr><td>{FIRST}</td><td>{LAST}</td></tr></table>") == [FIRST, LAST]
