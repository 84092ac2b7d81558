"""Advertisements and round-ups are left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aggregator.assemble.genre import only_stories
from aggregator.models import Story


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("云杉旗舰耳机到手价199元", "新款耳机今晚开卖。"),
        ("青禾空气炸锅 259元包邮（需用券）", "六升容量，适合三口之家。"),
        ("【推广】江湾银行信用卡开卡有礼", "新户达标可获赠行李箱。"),
        ("换季大扫除好物", "先领券再下单立减30元，数量有限。"),
        ("海棠出海的一天", "本文为海棠出海赞助内容。点击购买即可体验。"),
    ],
)
def test_an_advertisement_is_left_out(story: Callable[..., Story], title: str, text: str) -> None:
    kept, omissions = only_stories([story("a", title, text)])
    assert kept == []
    assert omissions[0].reason.startswith("advertisement: ")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("天猫公布双11玩法：每满300元减50元", "平台20日公布活动规则，跨店满300减50，活动持续十天。"),
        ("足协：赞助费已到账", "俱乐部表示，赞助费用已按合同支付。"),
        ("混合式教学推广到乡村学校", "该模式将推广到三百所乡村学校。"),
    ],
)
def test_news_about_trade_is_not_an_advertisement(story: Callable[..., Story], title: str, text: str) -> None:
    assert only_stories([story("a", title, text)])[1] == []


@pytest.mark.parametrize(
    "title",
    [
        "北岸早报：三家公司公布财报；云杉裁员",
        "【大公司晚报】云杉上市；青禾融资",
        "一周要闻回顾",
        "青禾、云杉、北桥 | 2026 年 11 月 20 日",
    ],
)
def test_a_round_up_is_left_out(story: Callable[..., Story], title: str) -> None:
    _, omissions = only_stories([story("a", title, "今日要闻。")])
    assert omissions[0].reason.startswith("round-up of many events: ")
