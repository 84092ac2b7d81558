"""Figures that a headline promises and its paragraph tells."""

from __future__ import annotations

import pytest

from aggregator.style.paragraph import paragraph
from aggregator.style.told import keeping_to, promised, untold, untold_clauses

TITLE = "江湾云平台升级，月活突破620万，年费降至99元"
NEWS = "江湾云今天宣布平台升级，新版面向中小商家，商品管理、订单和客服三个后台合为一个，商家可以在手机上完成全部操作。"
PAST = "江湾云由两位电商工程师在云州创办，最早为本地的鲜花店做收银软件，后来把业务扩展到了整个零售行业。"
MORE = "升级后的平台还接入了四家物流公司的面单，商家不再需要在各家系统之间来回切换，退货也可以在同一个页面处理。"
SIZE = "截至10月底，江湾云的月活用户达到623万，付费商家的数量在一年内翻了一倍。"
FEE = "江湾云负责人林小满表示，年费将从每年199元降到99元。"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("江湾云完成3.2亿元B轮融资", "江湾云获得3.2亿元投资。"),
        ("江湾云净利润34.37亿元", "江湾云净利润为34.37亿。"),
        ("江湾云月活超1000名", "江湾云有1180名用户。"),
        ("江湾云交易额近5.4亿元", "江湾云的交易额为5.38亿元。"),
        ("江湾云佣金下调20%", "江湾云将佣金下调两成。"),
        ("江湾云发布CloudMind-7.1大模型", "江湾云发布了新模型。"),
        ("江湾云上线3天，入驻商家4000家", "江湾云上线以来，四千家商家入驻。"),
        ("11月20日，江湾云开放测试", "江湾云开放测试。"),
    ],
)
def test_a_figure_may_be_told_in_other_words(headline: str, text: str) -> None:
    assert not untold(headline, text, "zh")


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("江湾云净利润34.37亿元", "江湾云净利润为34.83亿元。"),
        ("江湾云营收3500万元", "江湾云去年的营收约3000万元。"),
        ("江湾云售价不到300元", "江湾云的售价没有公布，30天内可以退货。"),
        ("江湾云佣金下调20%", "江湾云下调佣金。"),
    ],
)
def test_another_figure_does_not_tell_it(headline: str, text: str) -> None:
    assert untold(headline, text, "zh") == promised(headline)


def test_the_paragraph_takes_the_sentences_with_the_figures_of_its_title() -> None:
    text = paragraph([NEWS, PAST, MORE, SIZE, FEE], TITLE, "zh")
    assert text.startswith(NEWS)
    assert text.endswith(SIZE + FEE)


def test_a_sentence_that_leans_comes_with_the_one_before_it() -> None:
    plan, leaning = "江湾云负责人林小满介绍了明年面向门店的收费计划。", "此外，年费降到99元。"
    text = paragraph([NEWS, PAST, MORE, plan, leaning], TITLE, "zh")
    assert text.endswith(plan + leaning)


def test_a_headline_ends_before_the_figure_that_its_paragraph_does_not_tell() -> None:
    assert keeping_to(TITLE, NEWS + SIZE, "zh") == "江湾云平台升级，月活突破620万"
    assert keeping_to(TITLE, NEWS, "zh") == "江湾云平台升级"
    assert keeping_to(TITLE, NEWS + SIZE + FEE, "zh") == TITLE


def test_an_empty_headline_promises_nothing() -> None:
    assert keeping_to("", NEWS, "zh") == ""
    assert untold_clauses("", NEWS, "zh") == []


def test_a_headline_that_would_say_nothing_stays_whole() -> None:
    for headline in ("江湾云：年费降至99元", "江湾云月活620万，年费99元", "看江湾云，年费降至99元"):
        assert keeping_to(headline, NEWS, "zh") == headline


TWO = "江湾云平台升级，向门店员工开放排班工具"


def test_the_paragraph_takes_the_sentence_with_the_words_of_its_title() -> None:
    tool = "门店员工可以使用新的排班工具，向店长申请调班。"
    text = paragraph([NEWS, PAST, MORE, tool], TWO, "zh")
    assert text.startswith(NEWS)
    assert text.endswith(tool)
    assert "排班" not in paragraph([NEWS, PAST, MORE, tool[:-1]], TWO, "zh")


def test_the_opening_stays_whatever_the_title_promises() -> None:
    fee = f"{PAST[:-1]}，{MORE[:-1]}，{SIZE[:-1]}，{MORE[:-1]}，年费降到99元。"
    assert paragraph([NEWS, PAST, MORE, fee], TITLE, "zh") == NEWS + fee


def test_a_headline_ends_before_a_clause_of_which_its_paragraph_has_no_word() -> None:
    for comment in ("又一次冲刺头部阵营", "让小店主告别熬夜", "本地软件圈震动"):
        assert keeping_to(f"江湾云平台升级，{comment}", NEWS, "zh") == "江湾云平台升级"
    assert keeping_to("江湾云平台升级，三个后台合为一个", NEWS, "zh") == "江湾云平台升级，三个后台合为一个"


def test_a_headline_keeps_what_qualifies_or_turns_it() -> None:
    for clause in ("但尚未获批", "可能下月收费", "疑似误操作", "官方已更正", "小店主不用熬夜（已撤稿）"):
        assert keeping_to(f"江湾云平台升级，{clause}", NEWS, "zh") == f"江湾云平台升级，{clause}"
