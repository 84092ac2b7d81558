"""The lines at the top of a digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from aggregator.models import Attribution, Edition
from aggregator.style.highlights import highlight, highlights
from tests.style.entries import entries


def test_the_best_are_in_print_order(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(credit(), *((f"青禾{number}号上线", "internet", float(number)) for number in range(1, 9)))
    assert highlights(edition, best) == tuple(f"青禾{number}号上线" for number in range(4, 9))


def test_every_section_has_a_line(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(
        credit(),
        ("云杉开放加盟业务", "e-commerce", 1.0),
        *((f"青禾{number}号上线", "internet", 9.0) for number in range(1, 7)),
        ("海棠启用海外仓库", "cross-border", 2.0),
    )
    lines = highlights(edition, best)
    assert lines[0] == "云杉开放加盟业务"
    assert lines[-1] == "海棠启用海外仓库"
    assert len(lines) == 5


def test_with_less_room_than_sections_the_best_sections_have_a_line(
    edition: Edition, credit: Callable[..., Attribution]
) -> None:
    best = entries(credit(), ("云杉开放加盟业务", "e-commerce", 1.0), ("青禾地图上线", "internet", 2.0))
    assert highlights(replace(edition, highlights=1), best) == ("青禾地图上线",)


def test_a_line_is_shorter_than_its_headline(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(credit(), ("云杉商城净利润12.33亿元，同比增长47.4%", "e-commerce", 1.0))
    assert highlights(edition, best) == ("云杉商城净利润12.33亿元",)


def test_the_days_of_a_month_are_no_filler() -> None:
    line = "亚马逊墨西哥站：卖家须在12月31日前补充税号信息"
    assert highlight(line, "zh") == line
    assert highlight("云杉商城日前完成1亿元A轮融资", "zh") == "云杉商城完成1亿元A轮融资"


def test_a_speaker_stays(edition: Edition, credit: Callable[..., Attribution]) -> None:
    for line in (
        "青禾光纤项目受挫：不仅总裁离职，还要展开裁员",
        "民航局：明日起旗舰手机不能带上云州出发的飞机",
        "云杉商城：上半年净利润12.33亿元，同比增长47.4%",
    ):
        speaker = line.partition("：")[0]
        assert highlights(edition, entries(credit(), (line, "internet", 1.0)))[0].startswith(speaker)


def test_a_clause_without_a_subject_does_not_stand_alone(edition: Edition, credit: Callable[..., Attribution]) -> None:
    for line in ("云杉在江湾新设子公司，含无人机研发业务", "云州大力度拥抱区块链，拨款3亿元支持研发"):
        assert highlights(edition, entries(credit(), (line, "internet", 1.0)))[0].startswith("云")


def test_a_clause_stands_alone_if_the_paragraph_opens_with_its_subject() -> None:
    line, paragraph = "航拍无人机热潮继续，白沙智控获得7200万元B轮融资", "白沙智控宣布完成7200万元B轮融资。"
    assert highlight(line, "zh", paragraph) == "白沙智控获得7200万元B轮融资"
    assert highlight(line, "zh") == line


def test_what_the_paragraph_opens_with_is_no_background() -> None:
    line, paragraph = "云杉商城领到15亿元罚单，细节披露引行业关注", "云杉商城的处罚细节披露，引发行业关注。"
    assert highlight(line, "zh", paragraph).startswith("云杉商城")
    line = "云杉与海棠交易，升级与 Quill 的竞争，股价上涨3%"
    assert highlight(line, "zh", "海棠将在云杉投入1000万元。").startswith("云杉")


@pytest.mark.parametrize(
    "line",
    [
        "为了运送88包棉花，云州两家银行启用区块链",
        "监管部门叫停之后，云州消费金融公司的证券一律不批",
        "“云杉不会为了规模牺牲利润，也不会参与没有意义的价格战”",
        "中国（云州）跨境电商综合试验区启用首座海外仓",
        "云州印发《跨境电商三年行动计划（2026—2028年）》",
    ],
)
def test_a_line_is_not_broken(line: str) -> None:
    assert highlight(line, "zh") == line
