from __future__ import annotations

import time

import pytest

from aggregator.events.likeness import StoryText, same_event
from tests.events.pairs import MORNING, similarity

FUNDING = (
    "鲸落星选完成1.2亿元A轮融资",
    "鲸落星选今日宣布完成1.2亿元A轮融资，由松果资本领投。公司称资金将用于直播电商SaaS产品研发和海外市场。",
)
REWORDED = (
    "直播电商服务商鲸落星选获松果资本领投",
    "11月20日消息，服务直播商家的SaaS公司鲸落星选拿到新一轮1.2亿元资金，松果资本领投，创始人周二表示将加快出海。",
)
SAME = {
    "other words, same names and amounts": (FUNDING, REWORDED),
    "headlines alone": (("鲸落星选完成1.2亿元A轮融资", ""), ("鲸落星选获1.2亿元融资，松果资本领投", "")),
    "one rounds the amount": (
        FUNDING,
        ("鲸落星选完成超1亿元A轮融资", REWORDED[1].replace("1.2亿元", "超1亿元")),
    ),
    "a tag before the headline": (FUNDING, ("【快讯】" + REWORDED[0], REWORDED[1])),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_one_event_in_other_words(pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    found = similarity(*pair)
    assert found.same
    assert found.vetoes == ()
    assert found.reasons


RESULTS = "{0}发布{1}财报，营收{2}亿元，同比增长{3}%。{0}称增长来自线上渠道，将继续投入仓储和配送。"
NOTICE = "{0}市场监督管理局发布直播带货合规提示，要求主播明示价格，平台在七日内处理投诉。提示将从下月起执行。"
DEBT = "常青优鲜新增被执行人信息，执行标的{0}万余元，执行法院为青禾市人民法院。公司已被列入经营异常名录。"
LOOK_ALIKES = {
    "subjects": (
        ("星河电商第三季度营收增长", RESULTS.format("星河电商", "第三季度", "12.6", "8.4")),
        ("云帆零售第三季度营收增长", RESULTS.format("云帆零售", "第三季度", "31.9", "22")),
    ),
    "periods": (
        ("星河电商发布第一季度财报", RESULTS.format("星河电商", "第一季度", "12.6", "8.4")),
        ("星河电商发布第二季度财报", RESULTS.format("星河电商", "第二季度", "12.6", "8.4")),
    ),
    "places": (
        ("杭州发布直播带货合规提示", NOTICE.format("杭州市")),
        ("宁波发布直播带货合规提示", NOTICE.format("宁波市")),
    ),
    "amounts": (
        ("常青优鲜被执行1864万元", DEBT.format("1864")),
        ("常青优鲜被执行560万元", DEBT.format("560")),
    ),
    "money": (
        ("常青优鲜新增被执行人信息", DEBT.format("1864")),
        ("常青优鲜新增被执行人信息", DEBT.format("560")),
    ),
    "round-up": (FUNDING, ("电商早报：鲸落星选完成1.2亿元A轮融资", FUNDING[1] + "另有多家公司公布新品计划。" * 30)),
}


@pytest.mark.parametrize(("veto", "pair"), LOOK_ALIKES.items(), ids=LOOK_ALIKES.keys())
def test_look_alikes_are_vetoed(veto: str, pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    found = similarity(*pair)
    assert veto in found.vetoes
    assert not found.same


def test_stories_days_apart_are_different_events() -> None:
    assert similarity(FUNDING, REWORDED, hours=71).same
    assert similarity(FUNDING, REWORDED, hours=73).vetoes == ("days apart",)


def test_unrelated_stories_share_nothing() -> None:
    assert (
        similarity(
            FUNDING, ("青禾市地铁四号线开通试运营", "青禾市地铁四号线今日开通，全长二十公里，设站十五座。")
        ).score
        < 0.2
    )


def test_english() -> None:
    warehouse = StoryText("Northwind opens second warehouse near Leipzig", "It will hire 400 people.", MORNING, "en")
    reworded = StoryText("Garden retailer Northwind to hire 400 at Leipzig warehouse", "", MORNING, "en")
    unrelated = StoryText("Acme opens second warehouse near Porto", "It will hire 90 people.", MORNING, "en")
    assert same_event(warehouse, reworded).same
    assert not same_event(warehouse, unrelated).same


@pytest.mark.parametrize("text", ["", "字", "字" * 1_000_000, "“" * 100_000, "1" * 100_000, "杭州" * 100_000])
def test_hostile_stories_take_bounded_time_and_do_not_join(text: str) -> None:
    start = time.process_time()
    assert not similarity((text, text), FUNDING).same
    assert not similarity(("", text), ("", "")).same
    assert time.process_time() - start < 2


RATE = "{}宣布，将政策利率下调50个基点，符合市场预期。声明称，物价压力有所缓解，就业仍然稳健。决议获得一致通过。"
ROUND = "36岁的创始人说，{}的模型已向全部用户开放，无需另外配置，写代码和整理表格的能力进一步增强。"


def test_one_form_about_two_subjects_is_two_events_though_no_amount_differs() -> None:
    north, south = (
        ("北岭央行宣布降息50个基点", RATE.format("北岭央行")),
        ("南屿银行宣布降息50个基点", RATE.format("南屿银行")),
    )
    assert "subjects" in similarity(north, south).vetoes
    assert not similarity(north, south).same


def test_one_form_about_two_products_of_one_company_is_two_events() -> None:
    first, second = (
        ("星河助手首发接入Norva-5", ROUND.format("Norva-5")),
        ("星河助手首批接入Kelpi-V2", ROUND.format("Kelpi-V2")),
    )
    assert "names" in similarity(first, second).vetoes
    assert not similarity(first, second).same


def test_a_subject_in_latin_letters_is_compared_whole() -> None:
    spaced = (
        "Lumora 开放「共享文库」测试",
        "Lumora 今日开放「共享文库」测试，用户可把文档、表格和网页放在一处，由助手代为整理。",
    )
    plain = (
        "Lumora开放“共享文库”测试",
        "今日，Lumora开放“共享文库”测试，文档、表格和网页可以放在一处，助手代用户整理，版本为3.2.1。",
    )
    assert similarity(spaced, plain).same


def test_two_names_of_one_subject_are_one_event_where_exact_amounts_agree() -> None:
    text = "{}公布二季度财报，营收88.4亿美元，同比增长16.3%，经营利润1.52亿美元。公司称将继续投入配送网络。"
    first, second = (
        ("鲸浪二季度营收88.4亿美元", text.format("鲸浪")),
        ("Whalewave二季度营收88.4亿美元", text.format("Whalewave")),
    )
    assert similarity(first, second).same
