from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.copies import band_keys, containment, is_copy, shingles, text_bands

NOTICE = (
    "青禾市市场监督管理局近日发布提示，要求直播带货经营者在春节前完成价格标示自查。提示指出，主播不得以虚假原价诱导下单，"
    "平台应当在七个工作日内处理投诉，并留存直播回放不少于三年。对拒不整改的店铺，该局将依法下架商品并列入重点名单。"
)
ENGLISH = (
    "Northwind Traders said on Tuesday that it would open a second warehouse near Leipzig next spring, hiring about "
    "four hundred people over two years. The retailer, which sells garden tools across central Europe, plans to ship "
    "most orders within a day once the site is running, its logistics chief told reporters at the groundbreaking."
)

_SETS = st.frozensets(st.integers(0, 40), max_size=30)


@given(_SETS, _SETS)
def test_containment_is_a_symmetric_share(a: frozenset[int], b: frozenset[int]) -> None:
    assert 0.0 <= containment(a, b) <= 1.0
    assert containment(a, b) == containment(b, a)
    assert containment(a, a | b) == (1.0 if a else 0.0)


def test_shingles_ignore_typesetting_and_count_words_in_english() -> None:
    assert shingles("星河ＡＢ　电商，", "zh") == shingles("星河ab电商", "zh")
    assert shingles("One two, three four", "en") == shingles("one TWO three -- four!", "en")
    assert len(shingles("one two three four", "en")) == 2
    assert all(0 <= shingle < 2**64 for shingle in shingles(NOTICE, "zh"))


def test_band_keys_are_signed_32_bit_and_distinct() -> None:
    keys = text_bands(NOTICE, "zh")
    assert len(set(keys)) == len(keys) > 20
    assert all(-(2**31) <= key < 2**31 for key in keys)
    assert min(keys) < 0 < max(keys)


def test_band_keys_are_the_same_in_every_process() -> None:
    code = f"from aggregator.copies import text_bands; print(text_bands({NOTICE!r}, 'zh'))"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
        assert run.stdout.strip() == str(text_bands(NOTICE, "zh"))


@pytest.mark.parametrize("text", ["", "字", "短讯一则", "字" * 1_000_000])
def test_texts_too_short_to_judge_have_no_bands(text: str) -> None:
    assert text_bands(text, "zh") == ()
    assert is_copy(text, text, "zh") is None


def test_a_cut_shares_a_band_and_an_unrelated_text_does_not() -> None:
    assert set(text_bands(NOTICE, "zh")) & set(text_bands(NOTICE[: len(NOTICE) * 2 // 3], "zh"))
    other = "星河电商的第二座海外仓在临港启用，首批入驻卖家主营园艺工具，订单可在一天之内送达中欧各国。"
    assert not set(text_bands(NOTICE, "zh")) & set(text_bands(other, "zh"))


REPRINTS = {
    "same": NOTICE,
    "boilerplate": f"本报讯（记者 林一）{NOTICE}（来源：青禾日报）责任编辑：周二",
    "cut": NOTICE[: len(NOTICE) * 6 // 10],
    "dropped sentence": NOTICE.replace("提示指出，主播不得以虚假原价诱导下单，", ""),
    "light edit": NOTICE.replace("近日", "日前").replace("依法", "依规").replace("要求", "请"),
    "half of it among boilerplate": (
        f"本报讯（记者 林一）{NOTICE[: len(NOTICE) // 2]}（来源：青禾日报）责任编辑：周二 "
        "声明：转载此文是为了传递信息，如有侵权请与本网联系。"
    ),
    "shuffled": "".join(reversed([part + "。" for part in NOTICE.split("。") if part])),
}


@pytest.mark.parametrize("reprint", REPRINTS.values(), ids=REPRINTS.keys())
def test_reprints_are_copies(reprint: str) -> None:
    score = is_copy(reprint, NOTICE, "zh")
    assert score is not None
    assert 0.45 <= score <= 1.0
    assert score == is_copy(NOTICE, reprint, "zh")
    assert set(text_bands(reprint, "zh")) & set(text_bands(NOTICE, "zh"))


def test_english_reprints_are_copies() -> None:
    edited = "LEIPZIG - " + ENGLISH.replace("said on Tuesday", "announced").replace("about ", "roughly ")
    assert is_copy(edited, ENGLISH, "en")
    assert is_copy(ENGLISH, "A man walked his dog in the park, and then he went home to cook. " * 5, "en") is None


def test_a_shared_frame_alone_is_not_a_copy() -> None:
    frame = "（来源：青禾日报）责任编辑：周二 声明：转载此文是为了传递信息，如有侵权请与本网联系，我们将在三日内删除。"
    text = "青禾市三十家集市今天起免收小商户服务费，为期三个月。"
    unrelated = "云岭县的茶园昨夜遭遇霜冻，农技人员已赶往各村查看损失。"
    assert is_copy(text + frame, unrelated + frame, "zh") is None
    assert is_copy(text + frame, text, "zh") == 1.0


def test_a_reprint_cut_inside_its_only_number_is_a_copy() -> None:
    fine = NOTICE + "去年该局共开出罚单1206张，"
    assert is_copy(fine[:-4], fine + "金额逐年下降。", "zh") == 1.0


def test_two_stories_that_share_a_disclaimer_are_not_copies() -> None:
    disclaimer = "本平台所载内容均由用户自行上传，平台不对其真实性负责，如有疑问请拨打热线咨询。"
    text = "青禾市三十家集市今天起免收小商户服务费，为期三个月，首批商户参加。" + disclaimer
    unrelated = "云岭县的茶园昨夜遭遇霜冻，农技人员已赶往各村查看损失，春茶减产。" + disclaimer
    assert containment(shingles(text, "zh"), shingles(unrelated, "zh")) > 0.5
    assert is_copy(text, unrelated, "zh") is None
    assert is_copy(text, text.replace("今天起", "即日起"), "zh")


FORM = (
    "{company}股份有限公司发布{period}业绩报告，报告期内实现营业收入{income}亿元，同比增长{growth}%，归属于上市公司股东的净利润为"
    "{profit}亿元。公司称，收入增长主要来自线上渠道，下一季度将继续加大仓储投入。公司总部位于{place}，现有员工{staff}人。"
)
FACTS = {
    **{"company": "星河电商", "period": "2026年第一季度", "place": "杭州"},
    **{"income": "12.6", "growth": "8.4", "profit": "1.31", "staff": "5200"},
}
LOOK_ALIKES = {
    "numbers": {"income": "31.9", "growth": "22.7", "profit": "4.05", "staff": "871"},
    "places": {"place": "宁波"},
    "companies": {"company": "云帆零售"},
    "periods": {"period": "2026年第二季度"},
}


@pytest.mark.parametrize("change", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
def test_one_form_filled_in_twice_is_not_a_copy(change: dict[str, str]) -> None:
    notice, changed = FORM.format(**FACTS), FORM.format(**{**FACTS, **change})
    assert containment(shingles(notice, "zh"), shingles(changed, "zh")) > 0.45
    assert is_copy(notice, changed, "zh") is None
    assert is_copy(notice, notice.replace("公司称", "该公司表示"), "zh")


def test_dates_are_no_numbers_that_agree() -> None:
    form = (
        "据{day}发布的登记公示，自{day}起至{end}止，{name}的门店经营许可由当地主管部门收回，公示期内任何单位和个人均可提出异议。"
        "门店共{shops}家，将在月底前完成会员储值的退还，员工由母公司另行安置，供应商货款分批结清。"
    )
    notice = form.format(day="11月20日", end="12月9日", name="云杉鲜生", shops="37")
    other = form.format(day="11月20日", end="12月9日", name="海棠百货", shops="112")
    assert is_copy(notice, other, "zh") is None
    assert is_copy(notice, notice.replace("任何单位和个人", "公众"), "zh")


def test_a_bulletin_of_another_day_is_not_a_copy() -> None:
    form = (
        "{day}，青禾港的班轮全部准点靠泊，堆场作业平稳，拖车预约充足，冷藏箱插座仍有余量，港区提醒货主按预约时段提箱。"
    )
    assert is_copy(form.format(day="11月20日"), form.format(day="11月21日"), "zh") is None
    assert is_copy(form.format(day="11月20日"), form.format(day="20日").replace("提醒", "请"), "zh")


def test_two_reports_that_share_the_long_name_of_a_product_are_not_copies() -> None:
    shown = "根据文档显示，“willow-cloud-pro模型版本已更新为Willow-Cloud-Pro-0813”。"
    withdrawn = "云杉官网的Willow-Cloud-Pro-0813通知已被撤回，距发布不到24小时，文档中Willow-Cloud-Pro-0813仍显示。"
    assert is_copy(withdrawn, shown, "zh") is None


def test_an_item_of_a_round_up_is_not_a_copy_of_it() -> None:
    item = NOTICE[:60]
    others = "".join(map(chr, range(0x5000, 0x5000 + 400)))
    assert is_copy(item, f"{others}。{item}", "zh") is None
    assert is_copy(item, f"{others[:60]}。{item}", "zh") == 1.0


@pytest.mark.parametrize("text", ["1" * 40_000, "公司" * 30_000, "12元 " * 20_000, "杭州宁波" * 20_000, NOTICE * 500])
def test_hostile_texts_take_bounded_time(text: str) -> None:
    start = time.process_time()
    is_copy(text, NOTICE, "zh"), is_copy(text, text + "字", "zh"), text_bands(text, "zh")
    assert time.process_time() - start < 2


def test_an_empty_set_has_no_bands() -> None:
    assert band_keys(frozenset()) == ()
