"""A headline names somebody."""

from __future__ import annotations

import pytest

from aggregator.style.subject import is_nameless, with_name, with_question


@pytest.mark.parametrize(
    ("headline", "paragraph", "expected"),
    [
        ("净利润增长三成", "云杉商城发布三季报，净利润增长三成。", "云杉商城：净利润增长三成"),
        ("半年净利暴增70倍", "云杉股份今日发布半年报，净利暴增70倍。", "云杉股份：半年净利暴增70倍"),
        ("2026年上半年营收17亿元", "青禾科技（600999.SH）公告，营收17亿元。", "青禾科技：2026年上半年营收17亿元"),
        ("芯片企业完成数亿元融资", "芯片企业「北桥」宣布完成数亿元融资。", "芯片企业「北桥」完成数亿元融资"),
        (
            "传感器企业完成数亿元融资",
            "近日，传感器企业北桥传感完成数亿元融资。北桥传感成立于2021年。",
            "传感器企业北桥传感完成数亿元融资",
        ),
        (
            "拿下2亿美元，这家跨境独角兽要上市了",
            "青禾快运宣布完成2亿美元C轮融资，计划明年上市。",
            "拿下2亿美元，青禾快运要上市了",
        ),
        (
            "母婴用品公司完成数千万元融资",
            "云州青禾用品有限公司（以下简称“青禾”）近日完成数千万元融资。",
            "母婴用品公司青禾完成数千万元融资",
        ),
        (
            "出货过万台，这家公司再获融资",
            "海棠智能（云州）有限公司（下称“海棠智能”）完成A轮融资。",
            "出货过万台，海棠智能再获融资",
        ),
    ],
)
def test_a_name_comes_from_the_first_sentence(headline: str, paragraph: str, expected: str) -> None:
    assert with_name(headline, paragraph) == expected
    assert not is_nameless(expected)


@pytest.mark.parametrize(
    ("headline", "paragraph"),
    [
        ("云杉商城净利润增长三成", "云杉商城发布三季报。"),
        ("云杉公司完成融资", "云州云杉有限公司（以下简称“云杉”）完成融资。"),
        ("三家外卖平台将率先启用新规", "三家外卖平台宣布，新规启用。"),
        ("云杉公司完成融资", "云杉公司宣布完成融资。云杉公司成立于2021年。"),
        ("云杉超市发布新系统", "云杉超市正式发布新系统，这是它首次正式发布。"),
        ("净利润增长三成", "截至三季度末，净利润增长三成。"),
        ("市值突破万亿", "云杉商城收盘市值达1万亿。"),
        ("前10月快递业务量增长6%", "邮政部门公布前10月数据。"),
    ],
)
def test_a_headline_stays_if_it_has_a_name_or_the_text_has_none(headline: str, paragraph: str) -> None:
    assert with_name(headline, paragraph) == headline


ANSWERS = {
    "who is asked about": ("云杉商城裁员三成？公司回应：不实", "云杉商城回应“裁员三成”：不实"),
    "whose app": ("App被下架？官方最新回应称，系版本更新", "云杉商城回应“App被下架”：系版本更新"),
    "without a verb": ("暂停招商？平台：没有这回事", "云杉商城回应“暂停招商”：没有这回事"),
}
REPORT = "针对近日的传闻，有用户向平台反映。对此，云杉商城客服回应称，一切正常。"


@pytest.mark.parametrize(("headline", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_has_the_name_of_who_answers_and_the_question(headline: str, expected: str) -> None:
    assert with_question(headline, REPORT) == expected
    assert with_question(headline, "公司回应称，一切正常。") == headline


def test_an_answer_alone_gets_its_name() -> None:
    assert is_nameless("官方回应：系版本更新")
    assert with_name("官方回应：系版本更新", REPORT) == "云杉商城回应：系版本更新"
    assert with_question("涨价了吗？云杉商城回应：没有", REPORT) == "涨价了吗？云杉商城回应：没有"
    assert not is_nameless("公司法修订草案公布")


def test_a_company_that_the_headline_keeps_back_is_nobody() -> None:
    assert is_nameless("出货过万台，这家公司再获融资")
    assert not is_nameless("云杉商城投资两家公司")
