from __future__ import annotations

import pytest

from aggregator.text.facts import (
    Vocabulary,
    amounts,
    companies,
    latin_names,
    numbers,
    numbers_of_both,
    periods,
    periods_differ,
    places,
    places_differ,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("执行标的1864万余元", {(18_640_000.0, "yuan")}),
        ("融资１.５亿美元", {(150_000_000.0, "dollar")}),
        ("US$1.5 billion and 7.2 percent", {(1_500_000_000.0, "dollar"), (7.2, "%")}),
        ("覆盖3,400家门店，增长12.5%", {(3400.0, "家"), (12.5, "%")}),
        ("2026年11月20日12:30，第3名", set()),
        ("一箱3块钱，进货1100亿 euro", {(3.0, "yuan"), (110_000_000_000.0, "euro")}),
        ("0元购", set()),
    ],
)
def test_amounts(text: str, found: set[tuple[float, str]]) -> None:
    assert {(amount.value, amount.unit) for amount in amounts(text)} == found


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1864万元", "超1800万元", True),
        ("0.18亿元", "1800万元", True),
        ("11.2%", "11%", True),
        ("1864万元", "1870万元", False),
        ("1864万元", "1864万美元", False),
        ("12%", "13%", False),
        ("1900万元", "1000万元", False),
    ],
)
def test_amounts_agree_if_one_is_rounded(one: str, other: str, agree: bool) -> None:
    (a,), (b,) = amounts(one), amounts(other)
    assert a.agrees(b) is b.agrees(a) is agree


def test_years_are_not_numbers() -> None:
    assert numbers("2026年第3季度增长12.5%") == {"3", "12.5"}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026年第三季度", ("2026", "Q3")),
        ("Q3 营收", ("", "Q3")),
        ("一季报", ("", "Q1")),
        ("前三季度", ("", "9M")),
        ("2025年上半年", ("2025", "H1")),
        ("半年报", ("", "H1")),
        ("11月销量", ("", "M11")),
        ("third-quarter revenue", ("", "Q3")),
    ],
)
def test_periods(text: str, period: tuple[str, str]) -> None:
    assert periods(text) == {period}


def test_a_day_is_not_a_period() -> None:
    assert periods("11月20日消息") == frozenset()


def test_periods_differ_only_if_both_texts_name_one() -> None:
    assert periods_differ(periods("2025年第三季度"), periods("2026年第三季度"))
    assert not periods_differ(periods("第三季度"), periods("2026年第三季度"))
    assert not periods_differ(periods("第三季度"), frozenset())


def test_places_differ_unless_one_lies_in_the_other() -> None:
    assert places("杭州与宁波") == {"杭州", "宁波"}
    assert places_differ(places("杭州市"), places("宁波市"))
    assert not places_differ(places("杭州市"), places("浙江省"))
    assert not places_differ(places("杭州市"), places("该市"))


def test_another_name_is_not_a_misprint() -> None:
    (name,) = companies("杭州星河电子商务有限公司")
    assert Vocabulary.of("杭州星河电了商务有限公司").knows(name)
    assert not Vocabulary.of("杭州云帆电子商务有限公司").knows(name)
    assert latin_names("Shopify 与 AI") == {"shopify"}
    assert Vocabulary.of("Shopfy 上线").knows_latin("shopify") is False
    assert Vocabulary.of("Shopif 上线").knows_latin("shopify")
    assert not Vocabulary.of("Northwind 上线").knows_latin("shopify")


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("对全市106个村庄", "对全市10的个村庄", ({"106"}, set())),
        ("投资103.6亿元，开工22个", "投资1的3.6亿元，开工22个", ({"103.6", "22"}, {"22"})),
        ("2026年关店61家", "20与6年关店6其家", ({"61"}, set())),
        ("开展100亿元操作", "开展10亿元操作", ({"100"}, {"10"})),
        ("开展15亿元操作", "开展5亿元操作", ({"15"}, {"5"})),
        ("关店12家", "关店31家", ({"12"}, {"31"})),
    ],
)
def test_a_misprinted_number_does_not_count(one: str, other: str, found: tuple[set[str], set[str]]) -> None:
    assert numbers_of_both(one, other) == found
    assert numbers_of_both(other, one) == found[::-1]
