"""Days that bind: only a date that a verb governs, and only one to come."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.models import Bond
from aggregator.text.binding import binding_days

SAID = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "bond", "day"),
    [
        ("《云州直播办法》自2026年12月1日起施行。", Bond.EFFECT, date(2026, 12, 1)),
        ("新价格将于2026年12月17日00:00起生效。", Bond.EFFECT, date(2026, 12, 17)),
        ("新规定于明年1月1日正式实施。", Bond.EFFECT, date(2027, 1, 1)),
        ("白沙集市自3月1日起，向商家收取2%的佣金。", Bond.EFFECT, date(2027, 3, 1)),
        ("白沙集市跨境店12月5日起调整退货规则", Bond.EFFECT, date(2026, 12, 5)),
        ("新版目录已于11月18日施行。", Bond.EFFECT, date(2026, 11, 18)),
        ("云州就该办法公开征求意见，意见反馈截止时间为2026年12月19日。", Bond.COMMENT, date(2026, 12, 19)),
        ("该标准征求意见至12月19日。", Bond.COMMENT, date(2026, 12, 19)),
        ("公众可在12月19日前提出意见。", Bond.COMMENT, date(2026, 12, 19)),
        ("商家报名截止日期：12月31日。", Bond.END, date(2026, 12, 31)),
        ("以旧换新补贴活动持续至12月31日。", Bond.END, date(2026, 12, 31)),
        ("商家须在12月10日前完成备案。", Bond.END, date(2026, 12, 10)),
    ],
)
def test_a_date_that_a_verb_governs_is_read(text: str, bond: Bond, day: date) -> None:
    assert [(found.bond, found.day) for found in binding_days(text, SAID)] == [(bond, day)]


@pytest.mark.parametrize(
    "text",
    [
        "截至11月30日，云杉商城有120家门店。",
        "截止9月30日，云杉商城现金流345万元。",
        "自2008年10月1日正式生效至今，两地贸易额翻番。",
        "云杉商城宣布，林某自12月1日起担任执行董事长。",
        "海棠手机将于12月20日起发货。",
        "云杉商城股份于12月26日起上市交易。",
        "云杉商城将于12月1日召开发布会。",
        "该办法2月30日起施行。",
        "本流感季自100年12月1日起算。",
    ],
)
def test_other_dates_bind_nobody(text: str) -> None:
    assert binding_days(text, SAID) == ()


def test_days_are_in_order_and_each_is_there_once() -> None:
    text = "新规自12月1日起施行。过渡期申请有效期至2027年5月31日。自12月1日起，旧版废止。"
    assert [found.day for found in binding_days(text, SAID)] == [date(2026, 12, 1), date(2027, 5, 31)]
