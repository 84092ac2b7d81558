"""Facts of a later story that the earlier ones do not have; rewording is not news."""

from __future__ import annotations

import time

import pytest

from aggregator.events.likeness import StoryText
from aggregator.events.likeness.stages import stages
from aggregator.events.likeness.updates import new_facts
from aggregator.models import Language


def text(title: str, body: str = "", language: Language = "zh") -> StoryText:
    return StoryText(title, body, None, language)


FUNDING = text(
    "鲸落星选完成1.2亿元A轮融资",
    "鲸落星选今日宣布完成1.2亿元A轮融资，由松果资本领投。公司总部在杭州，现有员工三百人，将扩招工程师十二人。",
)
FIRE = text(
    "Fire at Maple heater works",
    "A fire broke out at the Maple works near Riverton on Friday. Twelve people were hurt and 1,864 heaters burnt."
    " Owen Hale, who runs the works, said the loss was about $1.5 million.",
    "en",
)


def test_a_figure_is_not_known_from_a_date() -> None:
    recalled = text("云杉召回2万台充电器", "云杉11月27日宣布召回2万台充电器，11月30日开始更换。")
    assert new_facts(text("云杉将召回范围扩大至11万台"), [recalled]) == ("11万台",)


@pytest.mark.parametrize(
    "later",
    [
        text(
            "直播电商公司鲸落星选拿到融资", "11月20日消息，鲸落星选拿到新一轮1.2亿元资金，松果资本领投，公司位于浙江。"
        ),
        text("鲸落星选获超1亿元融资", "消息称，鲸落星选的A轮融资超1亿元，周二公布。该公司将招聘12名工程师。"),
        text("松果资本领投鲸落星选", "松果资本领投了这一轮融资，金额为12000万元。这些资金将分两次到账。"),
    ],
    ids=["other words", "rounded", "another unit"],
)
def test_rewording_is_not_news(later: StoryText) -> None:
    assert new_facts(later, [FUNDING]) == ()


def test_rewording_is_not_news_in_english() -> None:
    later = text(
        "Heater works burns", "On Saturday the Maple works lay in ruins: 12 people hurt, a loss of $1.5 million.", "en"
    )
    assert new_facts(later, [FIRE]) == ()


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("鲸落星选的融资额增至1.5亿元。", ("1.5亿元",)),
        ("鲸落星选回应称，资金已到账。", ("回应",)),
        ("鲸落星选的融资获批，证监会予以核准。", ("获批", "证监会")),
        ("创始人周明表示，鲸落星选将在宁波招聘400人。", ("周明", "宁波", "400人")),
        ("星河物流集团跟投鲸落星选3000万元。", ("星河物流集团", "3000万元")),
        ("鲸落星选接入Northwind系统。", ("Northwind",)),
        ("松果资本起诉鲸落星选，案件已立案，12月开庭。", ("起诉", "立案", "开庭")),
    ],
)
def test_new_facts_in_the_order_of_the_story(body: str, facts: tuple[str, ...]) -> None:
    assert new_facts(text("鲸落星选融资", body), [FUNDING]) == facts


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("The loss has risen to $2.4 million.", ("$2.4 million",)),
        ("Police arrested a guard in Harbour on Monday.", ("arrested", "Harbour")),
        ("The mayor, Mara Lind, said 40 more people were hurt.", ("Mara Lind", "40 more")),
        ("The works reopened.", ("reopened",)),
    ],
)
def test_new_facts_in_english(body: str, facts: tuple[str, ...]) -> None:
    assert new_facts(text("Maple works fire", body, "en"), [FIRE]) == facts


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("融资尚未获批。", "zh"),
        ("公司可能撤回申请。", "zh"),
        ("交易待股东大会批准。", "zh"),
        ("The plan was not approved.", "en"),
        ("The firm could be fined.", "en"),
        ("It is expected to be approved.", "en"),
        ("He has yet to resign.", "en"),
    ],
)
def test_pending_deeds_do_not_count(sentence: str, language: Language) -> None:
    assert list(stages(sentence, language)) == []


def test_another_word_for_the_same_deed_is_not_news() -> None:
    sentenced = text("青禾法院判处林一三年", "林一被判处有期徒刑三年。")
    assert new_facts(text("林一获刑三年", "林一获刑三年，法院当庭宣判。"), [sentenced]) == ()
    assert new_facts(text("林一提出上诉", "林一不服判决，提出上诉。"), [sentenced]) == ("上诉",)


def test_facts_of_any_earlier_story_are_known() -> None:
    amount, investor = text("鲸落星选融资", "融资1.2亿元。"), text("鲸落星选融资", "松果资本领投，估值30亿元。")
    later = text("鲸落星选融资", "松果资本领投1.2亿元，估值30亿元，新增8%股份。")
    assert new_facts(later, [amount, investor]) == ("8%",)
    assert new_facts(later, [investor, amount]) == ("8%",)


def test_stories_in_another_language_are_not_compared() -> None:
    assert new_facts(FIRE, [FUNDING]) == ()
    assert new_facts(text("杭州一厂起火", "损失3000万元。"), []) == ("杭州", "3000万元")


@pytest.mark.parametrize(
    "body", ["", "王", "王" * 500_000, "1" * 500_000, "公司" * 300_000, "A" * 500_000, "12 a" * 200_000]
)
def test_hostile_texts_take_bounded_time(body: str) -> None:
    start = time.process_time()
    for language in ("zh", "en"):
        assert new_facts(text("", body, language), [text("", body, language)]) == ()
        new_facts(text("", body, language), [FUNDING, FIRE])
    assert time.process_time() - start < 2
