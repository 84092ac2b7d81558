"""Events merged and split by an operator, in any order of the stories."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from aggregator.events.grouping import group_events
from aggregator.models import Story, Ties

Make = Callable[..., Story]
TEXT = "云杉商城宣布在云州等六座城市开放加盟，首批计划签约120家门店，单店面积不低于650平方米，加盟商须为独立法人。"
OTHER = "北桥半导体完成3.2亿元B轮融资，由江湾资本领投，资金将用于车规级电源管理芯片的量产，公司去年出货量为1800万颗。"


@pytest.fixture
def day(story: Make) -> list[Story]:
    """Two stories on one event, a copy of the first, and another event."""
    return [
        story("a", "云杉商城宣布在六座城市开放加盟", TEXT),
        story("b", "云杉商城在六座城市开放加盟", TEXT.replace("首批", "第一批"), outlet="haitang"),
        story("c", "云杉商城宣布在六座城市开放加盟", TEXT, outlet="wanbao", copy_of="a", copy_rule="same-text"),
        story("d", "北桥半导体完成3.2亿元B轮融资", OTHER),
    ]


def groups(stories: list[Story], ties: Ties) -> set[frozenset[str]]:
    """Return the ids of each event, the same for every order."""
    found = [
        {frozenset(member.id for member in event) for event in group_events(order, ties)}
        for order in permutations(stories)
    ]
    assert all(groups == found[0] for groups in found)
    return found[0]


def sets(*names: str) -> set[frozenset[str]]:
    return set(map(frozenset, names))


def test_without_ties_the_stories_decide(day: list[Story]) -> None:
    assert groups(day, Ties()) == sets("abc", "d")


def test_stories_are_merged_with_their_events(day: list[Story]) -> None:
    assert groups(day, Ties(together=(frozenset("bd"),))) == sets("abcd")


def test_the_others_of_a_split_event_go_to_the_most_similar_part(day: list[Story]) -> None:
    assert groups(day, Ties(apart=(frozenset("ab"),))) == sets("ac", "b", "d")


@pytest.mark.parametrize(("apart", "expected"), [("ac", ("a", "bc", "d")), ("bc", ("ab", "c", "d"))])
def test_a_copy_is_split_from_its_original_or_another_copy(
    day: list[Story], apart: str, expected: tuple[str, ...]
) -> None:
    found = groups(day, Ties(apart=(frozenset(apart),)))
    assert not any(frozenset(apart) <= group for group in found)
    assert len(found) == len(expected)


def test_a_split_beats_a_merge(day: list[Story]) -> None:
    found = groups(day, Ties(together=(frozenset("ad"),), apart=(frozenset("ad"),)))
    assert not any(frozenset("ad") <= group for group in found)


def test_ties_of_missing_stories_change_nothing(day: list[Story]) -> None:
    assert groups(day, Ties(together=(frozenset("xy"), frozenset("ax")), apart=(frozenset("ay"),))) == sets("abc", "d")
