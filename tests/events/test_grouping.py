"""Grouping: any order, copies, look-alikes, round-ups, hostile and boilerplate texts."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.events.candidates import MAX_SPREAD
from aggregator.events.grouping import group_events
from aggregator.models import Attribution, Language, Names, SourceKind, Story
from aggregator.text import language_of
from tests.events.fights import OKOYE, RUIZ

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def credited(rule: str) -> Attribution:
    return Attribution(
        source="x",
        name=Names("甲", "A"),
        kind=SourceKind.OUTLET,
        rule=rule,
        evidence="",
        where="",
        confidence=0.9,
    )


def story(
    name: str,
    title: str,
    text: str,
    hours: float | None = 0,
    outlet: str | None = None,
    *,
    copy_of: str | None = None,
    rule: str = "label",
    language: Language | None = None,
) -> Story:
    return Story(
        id=name,
        outlet=outlet or f"outlet-{name}",
        url=f"https://n.example/{name}",
        canonical_url=f"https://n.example/{name}",
        title=title,
        text=text,
        language=language or language_of(text or title),
        fetched_at=MORNING + timedelta(hours=12),
        published=None if hours is None else MORNING + timedelta(hours=hours),
        copy_of=copy_of,
        attribution=credited(rule),
    )


FUNDING = [
    story(
        "f1",
        "鲸落星选完成1.2亿元A轮融资",
        "鲸落星选今日宣布完成1.2亿元A轮融资，由松果资本领投，资金用于直播电商研发。",
        3,
    ),
    story(
        "f2",
        "直播电商服务商鲸落星选获松果资本领投",
        "服务直播商家的鲸落星选拿到1.2亿元资金，松果资本领投，将加快出海。",
        1,
    ),
    story("f3", "松果资本1.2亿元投资鲸落星选", "松果资本向直播电商公司鲸落星选投资1.2亿元，这是后者的A轮融资。", 2),
]
RESULTS = [
    story(
        "r1",
        "星河电商第三季度营收增长8.4%",
        "星河电商发布第三季度财报，营收12.6亿元，同比增长8.4%，将继续投入仓储和配送。",
        4,
    ),
    story(
        "r2",
        "云帆零售第三季度营收增长22%",
        "云帆零售发布第三季度财报，营收31.9亿元，同比增长22%，将继续投入仓储和配送。",
        5,
    ),
]
RULES = [
    story(
        "n1", "杭州发布直播带货合规提示", "杭州市市场监督管理局发布直播带货合规提示，要求主播明示价格，下月起执行。", 6
    ),
    story(
        "n2", "宁波发布直播带货合规提示", "宁波市市场监督管理局发布直播带货合规提示，要求主播明示价格，下月起执行。", 7
    ),
]
DAY = [*FUNDING, *RESULTS, *RULES]


def names(groups: Sequence[tuple[Story, ...]]) -> list[set[str]]:
    return [{member.id for member in group} for group in groups]


def test_one_event_is_one_group_and_look_alikes_are_not() -> None:
    assert names(group_events(DAY)) == [{"f1", "f2", "f3"}, {"r1"}, {"r2"}, {"n1"}, {"n2"}]


@settings(deadline=None)
@given(st.permutations(DAY))
def test_groups_do_not_depend_on_the_order_of_stories(stories: list[Story]) -> None:
    assert group_events(stories) == group_events(DAY)


def test_each_story_is_in_one_group() -> None:
    grouped = [member.id for group in group_events(DAY) for member in group]
    assert sorted(grouped) == sorted(member.id for member in DAY)
    assert group_events([]) == []


def test_copies_join_whatever_they_say_even_without_their_original() -> None:
    elsewhere = [
        story("c1", "甲", "一段话", 1, copy_of="away"),
        story("c2", "乙", "另一段话", 2, copy_of="away"),
        story("c3", "丙", "第三段话", 3, copy_of="c2"),
        story("d", "丁", "别的话", 4),
    ]
    assert names(group_events(elsewhere)) == [{"c1", "c2", "c3"}, {"d"}]


def test_circular_copies_are_one_group() -> None:
    circle = [story("a", "甲", "甲话", copy_of="b"), story("b", "乙", "乙话", copy_of="a")]
    assert names(group_events(circle)) == names(group_events(circle[::-1])) == [{"a", "b"}]


LONG = FUNDING[0].text + "创始人说，团队将扩招工程师，并在三座城市设立服务中心。" * 12


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (story("z", "题", LONG), story("a", "题", LONG, copy_of="z", rule="host")),
        (story("z", "题", LONG, 5, rule="own-label"), story("a", "题", LONG * 2, rule="label", copy_of=None)),
        (story("z", "题", LONG, 5), story("a", "题", LONG[:80])),
        (story("z", "题", LONG, 1), story("a", "题", LONG + "完", 2)),
    ],
    ids=["an original", "the outlet's own", "the longer", "the earlier"],
)
def test_the_story_to_write_from_comes_first(first: Story, second: Story) -> None:
    ((leading, _),) = group_events([second, first])
    assert leading is first


def test_groups_are_ordered_by_their_earliest_story_undated_ones_by_fetch_time() -> None:
    subway = story("u", "青禾地铁开通", "青禾市地铁四号线今日开通，设站十五座。")
    undated = replace(subway, published=None, fetched_at=MORNING + timedelta(hours=5, minutes=30))
    assert names(group_events([*DAY, undated]))[-3:] == [{"u"}, {"n1"}, {"n2"}]


def test_average_link_does_not_chain() -> None:
    """A and B are alike, and B and C; A and C are not, so the three are not one event."""
    left = "鲸落星选完成融资松果资本领投直播电商公司加快出海"
    right = "青禾地铁四号线开通试运营全长二十公里设站十五座"
    chain = [
        story("a", left, left + "。鲸落星选的创始人介绍了资金用途和招聘计划。", 1),
        story("b", left[:12] + right[:12], left + "。" + right + "。", 2),
        story("c", right, right + "。青禾地铁的负责人介绍了票价和首末班车。", 3),
    ]
    assert {"a", "b", "c"} not in names(group_events(chain))


def test_three_thousand_stories_take_bounded_time() -> None:
    rng, words = random.Random(7), [chr(0x4E00 + n) + chr(0x5200 + 3 * n % 900) for n in range(2400)]
    many = [
        story(
            f"s{n:04}",
            "".join(rng.sample(words, 6)),
            "，".join("".join(rng.sample(words, 5)) for _ in range(12)),
            n / 200,
        )
        for n in range(3000)
    ]
    start = time.process_time()
    assert sum(map(len, group_events(many))) == 3000
    assert time.process_time() - start < 20


def test_a_thousand_stories_of_one_form_take_bounded_time() -> None:
    form = "某地交警提示：{0}路{0}号路段今日恢复通行，请过往车辆减速慢行。"
    many = [story(f"s{n:04}", f"{n}路恢复通行", form.format(n), n / 200) for n in range(1000)]
    start = time.process_time()
    group_events(many)
    assert time.process_time() - start < 10


WORDS = (
    "fire",
    "Maple",
    "heaters",
    "strike",
    "Lisbon",
    "Ruiz",
    "cup",
    "400",
    "12 million",
    "鲸落",
    "融资",
    "地铁",
    "1.2亿元",
)

sentences = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
days = st.lists(st.tuples(sentences, sentences, st.none() | st.floats(0, 200), st.sampled_from("ab")), max_size=12)


@settings(deadline=None, max_examples=60)
@given(days, st.randoms(use_true_random=False))
def test_neither_the_order_nor_regrouping_changes_the_groups(
    drawn: list[tuple[str, str, float | None, str]], rng: random.Random
) -> None:
    stories = [story(f"s{at:02}", title, text, hours, outlet) for at, (title, text, hours, outlet) in enumerate(drawn)]
    groups = group_events(stories)
    shuffled = rng.sample(stories, len(stories))
    assert group_events(shuffled) == groups
    assert group_events([member for group in groups for member in group]) == groups
    assert sorted(member.id for group in groups for member in group) == [story.id for story in stories]


def test_two_fights_of_one_champion_are_two_events() -> None:
    stories = [
        story(f"{name}{at}", text.split(",")[0][:60], text, at)
        for name, texts in (("r", RUIZ), ("o", OKOYE))
        for at, text in enumerate(texts)
    ]
    assert {frozenset(group) for group in names(group_events(stories))} == {
        frozenset(f"{name}{at}" for at in range(5)) for name in "ro"
    }


FIRE = (
    "Twelve hurt in fire at Maple works in Riverton",
    "A fire at the Maple heater works in Riverton hurt twelve workers. Owen Hale runs the works.",
)


def test_a_story_days_later_does_not_join() -> None:
    near, far = story("b", *FIRE, 71), story("c", *FIRE, 150)
    assert names(group_events([story("a", *FIRE, 0), near, far])) == [{"a", "b"}, {"c"}]


def test_old_stories_do_not_crowd_out_new_candidates() -> None:
    old = [story(f"old{at}", *FIRE, at - 200) for at in range(8)]
    later = "Twelve workers of Maple were hurt when the heater works in Riverton burnt, Owen Hale said."
    now = [story("a", *FIRE, 0), story("b", "Maple works burn, twelve hurt", later, 1)]
    assert {"a", "b"} in names(group_events([*old, *now]))


ROUND_UP = "\n".join(
    (
        f"1. {FIRE[1]}",
        "2. Lisbon trams stop as drivers strike over pensions, stranding commuters.",
        "3. Goalkeeper Ana Ruiz saves three penalties and wins the cup for Harbour Bay.",
        "4. Physicist Mara Lind becomes chancellor of Greenfield University next spring.",
        "5. Snow closes the Alder Pass; ploughs are due before Wednesday, the canton says.",
    )
)


def test_a_round_up_does_not_join() -> None:
    digest = story("d", "Friday", ROUND_UP, 1)
    assert {"d"} in names(group_events([story("a", *FIRE, 0), story("b", *FIRE, 2), digest]))


def test_many_round_ups_do_not_separate_the_stories_that_they_name() -> None:
    digests = [story(f"d{number}", "Friday", ROUND_UP, number / 10) for number in range(MAX_SPREAD)]
    fire = [story("a", *FIRE, 7), story("b", "Maple works burn, twelve hurt", FIRE[1], 8)]
    assert {"a", "b"} in names(group_events([*fire, *digests]))


def test_one_story_in_two_languages_is_two_events() -> None:
    text = "Maple Riverton Owen Hale 400 1.2"
    assert len(group_events([story("a", text, text, 0, language="en"), story("b", text, text, 0, language="zh")])) == 2


BOILERPLATE = {
    "en": "Please enable JavaScript and cookies in your browser to read this page. Contact support if this goes on.",
    "zh": "请在浏览器中启用脚本与缓存后重新打开本页。如仍无法阅读，请联系客服热线，感谢您的理解与支持。",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ten_thousand_identical_texts_are_not_one_event(language: Language) -> None:
    stories = [story(f"s{at:05}", f"{at}", BOILERPLATE[language], at / 400) for at in range(10_000)]
    start = time.process_time()
    assert len(group_events(stories)) == 10_000
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    "text", ["", "字", "a", "字" * 1_000_000, "a" * 1_000_000, "Ａ字a" * 200_000, "\u200b", "🦊" * 90_000]
)
def test_empty_and_hostile_texts_do_not_join_and_take_bounded_time(text: str) -> None:
    stories = [story(f"s{at}", title, text, at) for at, title in enumerate(("", "一", "two", text[:200]))]
    start = time.process_time()
    assert len(group_events([*stories, story("fire", *FIRE)])) >= 4
    assert {"fire"} in names(group_events([*stories, story("fire", *FIRE)]))
    assert time.process_time() - start < 5


SLOGAN = "欢迎关注云岭观察的公众号，更多精彩内容每天送到您的手边"
COLUMNS = [
    story("w1", "折叠屏手表上手：厚了一点，贵了一倍", f"戴了三天，它更像一件首饰。{SLOGAN}。", 1, "yunling"),
    story("w2", "仓库里的机械臂学会了叠衣服", f"一家工厂用它替掉了夜班。{SLOGAN}。", 2, "yunling", copy_of="w1"),
    story("w3", "谁在为县城咖啡买单", f"三十块一杯，照样排队。{SLOGAN}。", 3, "yunling", copy_of="w1"),
    story("w4", "县城咖啡的账本", f"三十块一杯，照样排队。{SLOGAN}。", 4, "elsewhere", copy_of="w1"),
]


def test_copies_that_repeat_only_an_outlets_refrain_are_not_copies() -> None:
    for stories in (COLUMNS, COLUMNS[::-1]):
        groups = group_events(stories)
        assert {"w1"} in names(groups)
        assert {"w2"} in names(groups)
        assert all(member.copy_of is None for group in groups for member in group if member.id in {"w1", "w2", "w3"})


COURT = "据公开信息，近日，{}新增一条被执行人信息，执行标的{}万余元，执行法院为青石市人民法院，该公司电商业务已经停摆。"


def test_copies_that_a_veto_separates_do_not_join() -> None:
    first = story("e1", "拾贝优选被执行386万元", COURT.format("拾贝优选", "386"), 1, "wire")
    second = story("e2", "果园小铺被执行412万元", COURT.format("果园小铺", "412"), 2, "wire", copy_of="e1")
    reprint = story("e3", "果园小铺被执行412万元", COURT.format("果园小铺", "412"), 3, copy_of="e1")
    groups = group_events([first, second, reprint])
    assert names(groups) == [{"e1"}, {"e2", "e3"}]
    assert [member.copy_of for member in groups[1]] == [None, "e2"]


FINE = "云州市市场监管局20日作出行政处罚决定，因{}，对{}罚款50万元，并责令十五日内整改，逾期不改的将移送有关部门处理。"


@pytest.mark.parametrize("outlet", ["wire", "elsewhere"])
def test_copies_that_fill_one_blank_with_two_names_do_not_join(outlet: str) -> None:
    one, other = FINE.format("虚构原价", "星河商城"), FINE.format("刷单炒信", "木樨优选")
    first = story("n1", "云州市市场监管局对星河商城罚款50万元", one, 1, "wire")
    second = story("n2", "云州市市场监管局对木樨优选罚款50万元", other, 2, outlet, copy_of="n1")
    reprint = story("n3", "星河商城被罚款50万元", one.replace("决定", "决定书"), 3, outlet, copy_of="n1")
    assert names(group_events([first, second, reprint])) == [{"n1", "n3"}, {"n2"}]


def test_one_outlets_form_about_two_subjects_is_two_events() -> None:
    text = "据工商信息，近日，{}发生工商变更，注册资本增至{}万元，该公司成立于2022年9月，经营范围包括软件开发等。"
    first = story("g1", "鹿鸣机器人获多家机构入股", text.format("鹿鸣机器人", "769"), 1, "wire")
    second = story("g2", "竹影科技增资，增幅约47%", text.format("竹影科技", "224"), 2, "wire")
    assert names(group_events([first, second])) == [{"g1"}, {"g2"}]


CUT = (
    "云杉汽车官网显示，Model Q后驱版售价今日下调1万元至23.59万元，长续航版同步下调至27.59万元。新价格即时生效，"
    "已下定未提车的用户可按新价格结算。"
)
CHEAPER = (
    "20日，云杉汽车调整国内在售车型价格，Model Q起售价由24.59万元降至23.59万元，降幅约4%。这是云杉汽车今年第三次在中国"
    "市场调价。多家同行表示暂无跟进计划。"
)
THIN = [
    story("t1", "云杉汽车中国下调Model Q售价1万元", CUT, 1),
    story("t2", "Model Q降价，23.59万元起", CHEAPER, 2),
]


@pytest.mark.parametrize("strangers", [0, 2, 7])
def test_whether_stories_join_does_not_depend_on_how_many_others_there_are(strangers: int) -> None:
    assert {"t1", "t2"} in names(group_events([*THIN, *DAY[:strangers]]))
