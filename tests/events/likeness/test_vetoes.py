"""One form about two days, two subjects or two parts is two events; one report in two flashes is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.events.likeness import StoryText, profile
from aggregator.events.likeness.compare import compare
from aggregator.events.linking import Candidate, average_link

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

Told = tuple[str, str, float]
"""Title, text, hours after the morning."""


def told(title: str, text: str, hours: float = 0) -> Told:
    return title, text, hours


def joined(*stories: Told, outlets: str = "ab") -> bool:
    texts = [StoryText(title, text, MORNING + timedelta(hours=hours), "zh") for title, text, hours in stories]
    candidates = [
        Candidate(outlet, MORNING + timedelta(hours=hours), profile(text))
        for outlet, text, (_, _, hours) in zip(outlets, texts, stories, strict=True)
    ]
    return len(average_link(candidates)) == 1


def against(one: Told, other: Told) -> tuple[str, ...]:
    a, b = (profile(StoryText(t, x, MORNING + timedelta(hours=h), "zh")) for t, x, h in (one, other))
    return compare(a, b).vetoes


def daily(day: str, main: str, change: str) -> str:
    return f"{day}，青禾港公布，出口集装箱综合运价报{main}，较前一日变动{change}，欧洲航线与美西航线舱位偏紧。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            told("青禾港出口运价报2310.4，舱位偏紧", daily("11月20日", "2310.4", "41.6")),
            told("青禾港出口运价报2388.1，舱位偏紧", daily("11月21日", "2388.1", "77.7"), 24),
        ),
        (
            told("早报：青禾港出口运价继续走高", daily("今日", "2310.4", "41.6")),
            told("早报：青禾港出口运价继续走高", daily("今日", "2388.1", "77.7"), 24),
        ),
        (
            told("青禾市：11月19日全市揽收快递增长", "青禾市公布，11月19日全市快递揽收平稳增长，投递正常。"),
            told("青禾市：11月20日全市揽收快递增长", "青禾市公布，11月20日全市快递揽收平稳增长，投递正常。", 3),
        ),
    ],
)
def test_a_bulletin_of_another_day_is_another_event(one: Told, other: Told) -> None:
    assert "days" in against(one, other)
    assert not joined(one, other)


def test_the_same_news_a_day_later_is_one_event() -> None:
    text = "{}完成2亿元B轮融资，由江湾资本领投，资金用于分拨中心和冷链车队建设，公司在十八座城市设有分拨中心。"
    one = told("青禾快运完成2亿元B轮融资", text.format("青禾快运宣布"))
    other = told("青禾快运完成2亿元B轮融资，江湾资本领投", text.format("青禾快运近日"), 20)
    assert "days" not in against(one, other)
    assert joined(one, other)


def monthly(name: str, added: str, total: str) -> Told:
    text = f"{name}公告，10月5G套餐用户净增{added}万户，累计达{total}亿户；移动用户总数当月净增，宽带用户净增。"
    return told(f"{name}：10月5G套餐用户净增{added}万户", text)


def test_two_subjects_of_one_form_are_two_events_even_if_their_names_start_alike() -> None:
    one, other = monthly("中国云讯", "512.4", "6.2"), monthly("中国远讯", "388.1", "3.8")
    longer = told(
        "中国远讯 10 月 5G 套餐客户净增 388.1 万，宽带客户净增 90.3 万",
        "中国远讯今日公布 10 月份运营数据，当月，中国远讯云讯通客户数净减 61.2 万户，用户总数达到 3.37 亿户。当月，"
        "中国远讯 5G 套餐客户数净增 388.1 万户，累计达到 1.68 亿户。中国远讯宽带客户数净增 90.3 万户，"
        "累计达到 9833 万户，政企客户收入继续增长。",
        2,
    )
    assert not joined(one, other)
    assert not joined(one, other, outlets="aa")
    assert not joined(one, longer)


def test_stories_that_do_not_know_each_others_subject_need_more_to_join() -> None:
    one = told(
        "云杉软件登陆主板，募资8.7亿元",
        "今日，软件开发商云杉软件正式挂牌上市，首日涨幅达44%，公司前三季度营业收入6.1亿元，净利润1.2亿元，同比增长18%。",
    )
    other = told(
        "海棠传媒前三季度营收增长近五成",
        "海棠传媒公布财报，前三季度营业收入7.9亿元，同比增长47%，净利润1.5亿元，公司将于本周登陆主板，募集资金用于平台建设。",
    )
    assert not joined(one, other)


def test_two_flashes_from_one_report_are_one_event_whatever_figures_they_take() -> None:
    one = told(
        "星澜科技：2026年上半年云业务收入18.2亿元，同比增长41%",
        "星澜科技2026年上半年业绩显示，云业务收入18.2亿元，同比增长41%，占总收入三成，客户数量增至5200家。",
    )
    other = told(
        "星澜科技2026年中报：净利润3.6亿元，经营现金流由负转正",
        "11月20日，星澜科技公布2026年中期业绩，净利润3.6亿元，经营现金流由负转正，云业务收入成为最大的增长来源。",
        1,
    )
    assert against(one, other) == ()
    assert joined(one, other)
    assert "amounts" in against(one, told(other[0].replace("星澜", "云岭"), other[1].replace("星澜", "云岭")))
    assert "periods" in against(one, told(other[0].replace("中报", "第三季度"), other[1].replace("中期", "三季度")))


@pytest.mark.parametrize(("one", "other"), [("（上）", "（下）"), ("第三期", "第4期"), (" Vol.11", " Vol.12")])
def test_two_parts_of_a_series_are_two_events(one: str, other: str) -> None:
    text = "平台流量系列讲流量从哪里来，谁在为流量付费，流量为何越来越贵，又如何变成店铺的收入。"
    assert against(told(f"平台流量从哪里来{one}", text), told(f"平台流量从哪里来{other}", text)) == ("parts",)
    assert joined(told(f"平台流量从哪里来{one}", text), told(f"平台流量从哪里来{one}", text))


def fined(shop: str, why: str) -> Told:
    text = f"云州市市场监管局20日对{shop}作出行政处罚决定，因其{why}，罚款50万元，并责令十五日内整改。"
    return told(f"云州市市场监管局对{shop}罚款50万元", text)


def test_two_notices_of_one_authority_in_one_form_are_two_events() -> None:
    one, other = fined("星河商城", "虚构原价"), fined("木樨优选", "刷单炒信")
    assert against(one, other) == ("topics",)
    assert not joined(one, other)
    assert joined(one, told(f"因虚构原价，{one[0]}", one[1], 1))


def test_one_event_that_is_surely_one_may_be_told_in_one_form_with_other_clauses() -> None:
    one = told(
        "星河商城抗拒检查细节披露 合计罚没3.59亿元",
        "20日，星河商城抗拒检查的细节披露，星河商城被罚款1.5亿元，七家平台合计罚没3.59亿元，法定代表人和食品安全总监被罚款二千万元，"
        "执法人员在检查中受伤，员工为销毁证据藏匿账册，监管部门称将保持高压。",
    )
    text = (
        "今日，星河商城抗拒检查的细节披露，市场监管部门已对星河商城罚款1.5亿元，七家平台不同程度受到处罚，"
        "执法人员在检查中受伤，企业人员试图销毁证据，监管部门称将继续检查。"
    )
    for headline in (
        "星河商城因抗拒检查领下巨额罚单 细节披露震动业界",
        "星河商城抗拒检查细节披露 引发业界震动 罚单创下纪录",
    ):
        assert joined(one, told(headline, text))


def test_two_offers_of_one_outlet_are_two_events_though_their_headlines_start_alike() -> None:
    form = (
        "活动期间支付定金即可锁定优惠，海棠节当天付尾款，全国联保，支持七天无理由退货，库存有限，售完即止，"
        "需要的网友不妨关注。{}"
    )
    one = told(
        "海棠节预售：云杉牌不锈钢电热水壶，快速烧水",
        form.format("云杉牌水壶采用食品级不锈钢，快速烧水自动断电。"),
    )
    other = told(
        "海棠节预售：青禾长绒棉中筒袜男女同款，吸汗透气不掉色",
        form.format("青禾棉袜选用长绒棉，四季可穿，吸汗透气。"),
    )
    assert not joined(one, other, outlets="aa")
    assert joined(one, told(f"{one[0]}不伤手", one[1]), outlets="aa")
