"""The points of an event, part by part."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from aggregator.assemble.actors import role_in
from aggregator.assemble.parts import PARTS
from aggregator.assemble.rank import Ranked, rank
from aggregator.assemble.window import WindowEvent
from aggregator.models import Attribution, Edition, SourceKind, Story
from aggregator.registry.sources import Sources

TITLE = "云杉商城宣布在六座城市开放加盟"
TEXT = "云杉商城宣布在云州等六座城市开放加盟，首批计划签约120家门店，单店面积不低于650平方米，加盟商须为独立法人。" * 3


@pytest.fixture
def weigh(edition: Edition, sources: Sources) -> Callable[..., Ranked]:
    """Rank these stories as one event, whose parts are among those that docs/scores.md lists."""

    def only(*stories: Story) -> Ranked:
        (ranked,), _ = rank(edition, [WindowEvent(stories[0].id, stories)], sources)
        assert ranked.parts.keys() <= PARTS.keys()
        return ranked

    return only


def test_the_score_is_the_sum_of_its_parts(weigh: Callable[..., Ranked], story: Callable[..., Story]) -> None:
    event = weigh(story("a", TITLE, TEXT))
    assert event.score == pytest.approx(sum(event.parts.values()))
    assert {"kind", "standing", "recency", "section", "figures", "news"} <= event.parts.keys()
    assert all(event.parts.values())


def test_owners_are_counted_once(
    weigh: Callable[..., Ranked], story: Callable[..., Story], credit: Callable[..., Attribution]
) -> None:
    first = story("a", TITLE, TEXT)
    sister = story("b", TITLE, TEXT, outlet="wanbao", attribution=credit("beian-wanbao", "北岸晚报", "Evening Post"))
    independent = story(
        "c", TITLE, TEXT, outlet="haitang", attribution=credit("haitang", "海棠财经", "Haitang Finance")
    )
    assert "sources" not in weigh(first, sister).parts
    assert weigh(first, independent).parts["sources"] == 2.5
    assert weigh(first, independent, sister).parts["sources"] == 2.5
    assert "sources" not in weigh(first, replace(independent, copy_of="a")).parts
    assert weigh(first, sister).parts["outlets"] == 0.5


def test_an_authority_beats_an_outlet_and_an_outlet_an_account(
    weigh: Callable[..., Ranked], story: Callable[..., Story], credit: Callable[..., Attribution]
) -> None:
    bureau = credit("jianguan", "云州市市场监督管理局", "Bureau", kind=SourceKind.AUTHORITY)
    blogger = credit("label:某号", "某号", "Some account", kind=SourceKind.ACCOUNT)
    text = TEXT + "售价在39元至999元之间，今年三季度营收为73.4亿元，同比增长12.6%。"
    scores = [
        weigh(story("a", TITLE, text, section_score=9.0, attribution=source)).score
        for source in (bureau, credit(), blogger)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > scores[2]


def test_later_stories_are_more_recent(
    weigh: Callable[..., Ranked], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    recency = [weigh(story("a", TITLE, TEXT, published=at(hour))).parts.get("recency", 0.0) for hour in (8, 13, 17)]
    assert recency == [0.0, 0.5, 0.9]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("question", {"title": "云杉商城宣布开放加盟，谁会加盟？"}),
        ("opinion", {"title": "云杉商城宣布开放加盟的三点启示"}),
        ("opinion", {"title": "云杉商城宣布开放加盟，加盟店的未来"}),
        ("opinion", {"title": "云杉商城宣布开放加盟，未来何在"}),
        ("list", {"title": "盘点：云杉商城宣布开放加盟的六座城市"}),
        ("bait", {"title": "云杉商城放大招：宣布开放加盟"}),
        ("hearsay", {"title": "传云杉商城将宣布开放加盟"}),
        ("hearsay", {"title": "疑似云杉商城将宣布开放加盟"}),
        ("hearsay", {"text": "北岸新闻收到云杉商城员工的爆料。" + TEXT}),
        ("unsure", {"title": "云杉商城或将宣布开放加盟"}),
        ("exclamation", {"title": "云杉商城宣布开放加盟！"}),
        ("personal", {"text": "我们走进云杉商城，你会发现我和大家一样。" + TEXT}),
        ("contribution", {"text": "编者按：作者长期关注零售业。\n" + TEXT}),
    ],
)
def test_features_and_rumours_lose_points(
    edition: Edition, sources: Sources, story: Callable[..., Story], part: str, change: dict[str, Any]
) -> None:
    plain, changed = story("a", TITLE, TEXT), story("b", **({"title": TITLE, "text": TEXT} | change))
    (better,), _ = rank(edition, [WindowEvent("a", (plain,))], sources)
    kept, omissions = rank(edition, [WindowEvent("a", (changed,))], sources)
    assert part not in better.parts
    assert omissions or kept[0].parts[part] < 0
    assert omissions or kept[0].score < better.score


@pytest.mark.parametrize(
    "title",
    [
        "传音控股前三季度营收增长",
        "云杉商城回应收购传闻：消息不实",
        "云州国企重大招标公告发布",
        "云杉商城扩大招聘",
        "居然智家公布三季报",
        "云杉商城宣布未来三年不收加盟费",
        "云杉商城入股未来书店",
    ],
)
def test_news_is_not_hearsay_bait_or_opinion(
    weigh: Callable[..., Ranked], story: Callable[..., Story], title: str
) -> None:
    assert not {"hearsay", "bait", "unsure", "opinion"} & weigh(story("a", title, TEXT)).parts.keys()


def test_a_company_acts_under_the_name_of_its_product_too(edition: Edition, story: Callable[..., Story]) -> None:
    sources = Sources((), companies={"yunshan": ("云杉", "松果地图")})
    events = [
        WindowEvent(name, (story(name, f"{who}上线语音助手", TEXT),))
        for name, who in (("a", "松果地图"), ("b", "无名地图"))
    ]
    known, unknown = rank(edition, events, sources)[0]
    assert (known.parts["actor"], known.company) == (2.25, "yunshan")
    assert "actor" not in unknown.parts
    assert known.score - unknown.score == pytest.approx(2.25)


@pytest.mark.parametrize(
    ("headline", "role"),
    [
        ("五部门要求平台公示佣金", "authority first"),
        ("云州市监局约谈三家平台", "authority first"),
        ("云州税务局拟调整申报期", "authority first"),
        ("云州市监局长走访市场", ""),
        ("云州俱乐部要求退款", ""),
        ("全部要求退款的顾客已获赔", ""),
    ],
)
def test_an_authority_acts_by_its_form(headline: str, role: str) -> None:
    assert role_in(headline, ()) == role


def test_an_entry_of_a_register_loses_a_point(weigh: Callable[..., Ranked], story: Callable[..., Story]) -> None:
    text = "天眼查显示，云杉商城发生工商变更，注册资本由1000万元增至5000万元，增幅为400%，法定代表人变更为李青。" * 2
    assert weigh(story("a", "云杉商城注册资本增至5000万元", text)).parts["notice"] == -1.0
    assert "notice" not in weigh(story("a", TITLE, TEXT)).parts


@pytest.mark.parametrize(("section", "points"), [("internet", 1.5), ("e-commerce", 0.0)])
def test_a_section_may_be_favoured(
    edition: Edition, sources: Sources, story: Callable[..., Story], section: str, points: float
) -> None:
    plan = tuple(replace(quota, favour=1.5 * (quota.section == "internet")) for quota in edition.sections)
    event = WindowEvent("a", (story("a", TITLE, TEXT, section=section),))
    (favoured,), _ = rank(replace(edition, sections=plan), [event], sources)
    assert favoured.parts.get("favour", 0.0) == points


def test_an_event_with_few_points_is_left_out_with_its_score(
    edition: Edition, sources: Sources, story: Callable[..., Story]
) -> None:
    dull = story("a", "城北公园的银杏为什么这么美？", "银杏黄了，你去看了吗。" * 20)
    kept, omissions = rank(edition, [WindowEvent("a", (dull,))], sources)
    assert kept == []
    assert omissions[0].stage == "rank"
    assert re.fullmatch(r"score -[\d.]+, below 3", omissions[0].reason)
    assert rank(replace(edition, min_score=-9.0), [WindowEvent("a", (dull,))], sources)[0]


def test_the_first_source_of_the_event_is_written_from(
    weigh: Callable[..., Ranked],
    story: Callable[..., Story],
    credit: Callable[..., Attribution],
    at: Callable[..., datetime],
) -> None:
    finance = {"outlet": "haitang", "attribution": credit("haitang", "海棠财经", "Haitang Finance")}
    later = story("a", TITLE, "北岸新闻11月20日讯 " + TEXT, published=at(11))
    earlier = story("b", TITLE, "海棠财经讯 " + TEXT, published=at(10), **finance)
    event = weigh(later, earlier)
    assert [member.id for member in event.stories] == ["b", "a"]
    assert event.id == "a"


def test_a_report_comes_before_a_feature(
    weigh: Callable[..., Ranked], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    feature = story("a", TITLE, "每到秋天，商场里总是人来人往。" + TEXT, published=at(9))
    question = story("b", TITLE + "，谁会加盟？", "北岸新闻11月20日讯 " + TEXT, published=at(10))
    report = story("c", TITLE, "北岸新闻11月20日讯 " + TEXT, published=at(11))
    assert [member.id for member in weigh(feature, question, report).stories] == ["c", "b", "a"]


def test_the_notice_of_an_authority_comes_before_a_report_on_it(
    weigh: Callable[..., Ranked],
    story: Callable[..., Story],
    credit: Callable[..., Attribution],
    at: Callable[..., datetime],
) -> None:
    bureau = credit("jianguan", "云州市市场监督管理局", "Bureau", kind=SourceKind.AUTHORITY, rule="label")
    report = story("a", TITLE, "北岸新闻11月20日讯 " + TEXT, published=at(9))
    notice = story("b", TITLE, TEXT, published=at(15), attribution=bureau)
    assert weigh(report, notice).lead.id == "b"


def test_a_copy_comes_last(weigh: Callable[..., Ranked], story: Callable[..., Story]) -> None:
    copy, original = story("a", TITLE, TEXT, copy_of="b"), story("b", TITLE, TEXT)
    assert [member.id for member in weigh(copy, original).stories] == ["b", "a"]


def test_an_event_takes_the_section_of_a_story_that_has_one(
    weigh: Callable[..., Ranked], story: Callable[..., Story]
) -> None:
    nowhere = story("a", TITLE, "北岸新闻11月20日讯 " + TEXT, section=None, section_score=1.0)
    somewhere = story("b", TITLE, TEXT, section="cross-border", section_score=3.0)
    assert weigh(nowhere, somewhere).section == "cross-border"
    assert weigh(nowhere).section is None


def test_who_acts_counts_before_figures(weigh: Callable[..., Ranked], story: Callable[..., Story]) -> None:
    ministry = weigh(story("a", "三部门联合发布直播间退货细则", TEXT))
    figures = weigh(story("b", "某地消费节成交3.2亿元，同比增长18%，客单价达420元", TEXT))
    assert ministry.parts["actor"] > figures.parts.get("actor", 0.0)
    assert ministry.score > figures.score
