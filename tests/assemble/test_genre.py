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
        (
            "松月枕业：引领睡眠新风尚",
            "松月枕业始终秉持匠心，赢得了众多家庭的青睐。未来，松月将继续深耕睡眠领域，带来更优质的产品。",
        ),
        ("松月枕业年终福利来袭，快来领取红包", "新会员首单可用。"),
        ("松月枕业会员日送枕芯", "会员下单可获抽奖机会，先到先得，活动解释权归松月枕业所有。"),
        ("冬天换新就选松月枕业，三重补贴叠加", "门店今起开卖，枕芯三款可选。"),
        (
            "喜报！松月枕业荣获年度睡眠品牌大奖",
            "松月枕业凭借优质的产品口碑，从百家企业中脱颖而出。未来，松月将不忘初心，砥砺前行。",
        ),
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
        ("云杉商城三季度营收增长两成", "云杉商城表示，将继续深耕县域市场，为用户带来更优质的服务。"),
        ("足协：赞助费已到账", "俱乐部表示，赞助费用已按合同支付。"),
        ("云杉商城荣获公平竞争示范奖项", "评审委员会20日公布名单，云杉商城从三十家平台中脱颖而出，奖金100万元。"),
        ("家长就选择权起诉云杉商城", "法院20日受理此案。"),
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


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("market", "芯片股集体走低，北桥半导体跌超4%"),
        ("market", "云杉商城股价大涨，市值重返千亿"),
        ("market", "云州综合指数收盘下跌0.4%"),
        ("market", "青禾商城涨超3%，海棠优选涨近5%"),
        ("market", "海棠集团市值一日蒸发三百亿元"),
        ("market", "午评：两市缩量震荡"),
        ("market", "5天4板灰鲸机器人：经营一切正常"),
        ("market", "南向资金净流入超百亿港元"),
        ("analysts", "江湾证券上调云杉商城目标价至88元"),
        ("analysts", "某行重申海棠优选「买入」评级"),
        ("calls", "跨境电商选品大会早鸟票开售"),
        ("calls", "众测招募｜一台会叫人起床的台灯"),
        ("calls", "灰鲸机器人首席科学家确认出席智能峰会"),
        ("calls", "今晚8点直播：聊聊海外仓"),
        ("calls", "电商运营训练营第六期开班"),
        ("calls", "转发有礼：送出二十只机械键盘"),
        ("calls", "北岸云诚聘数据库工程师"),
        ("ceremonies", "第三届云州直播生态大会圆满落幕"),
    ],
)
def test_what_is_no_news_of_the_field_is_left_out(story: Callable[..., Story], kind: str, title: str) -> None:
    kept, omissions = only_stories([story("a", title, "云州11月20日讯，详情如下。")])
    assert kept == []
    assert omissions[0].reason.startswith(f"off the field: {kind}: ")


@pytest.mark.parametrize(
    "title",
    [
        "北桥半导体第二季度营收增长三成，盘后股价上涨",
        "青鸟地图月活跃用户涨超30%",
        "显卡全线涨价，涨幅最高50%",
        "云杉商城下调海外仓租金，跌至两年来最低",
        "腾讯启动大模型人才招聘专项",
        "平台降低商家保证金，店铺评级规则更新",
        "抖音电商处罚虚假抽奖直播间三百个",
        "唯品会第三季度净利润下跌12%",
        "灰鲸机器人申请在港交所上市，估值两百亿元",
        "海棠出海开放东南亚站点招商，首批商家入驻",
    ],
)
def test_news_with_such_words_is_kept(story: Callable[..., Story], title: str) -> None:
    assert only_stories([story("a", title, "云州11月20日讯，详情如下。")])[1] == []
