"""Events keep their ids from run to run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from aggregator.events.grouping import Group
from aggregator.events.memberships import REPEATS, memberships
from aggregator.events.naming import Known, name_events
from aggregator.models import Membership, Story

TITLE = "云杉商城宣布在六座城市开放加盟"
TEXT = "云杉商城宣布在云州等六座城市开放加盟，首批计划签约120家门店，单店面积不低于650平方米，加盟商须为独立法人。"

Make = Callable[..., Story]


@pytest.fixture
def stored(story: Make, at: Callable[..., datetime]) -> Make:
    """A story stored `minute` minutes past noon."""

    def make(name: str, minute: int, **fields: object) -> Story:
        return story(name, TITLE, TEXT, fetched_at=at(12) + timedelta(minutes=minute), **fields)

    return make


def named(groups: Sequence[Group], known: Known, printed: Sequence[str] = ()) -> list[Membership]:
    return memberships(name_events(groups, known, printed), known)


def by_story(found: Iterable[Membership]) -> dict[str, Membership]:
    return {membership.story: membership for membership in found}


def event_of(found: Iterable[Membership]) -> dict[str, str]:
    return {membership.story: membership.event for membership in found}


def test_the_id_of_an_event_is_that_of_its_first_published_story(stored: Make, at: Callable[..., datetime]) -> None:
    for minutes in permutations((1, 3, 5)):  # whoever answered first
        a, b, c = (
            stored(name, minute, published=published)
            for name, minute, published in zip("abc", minutes, (at(7), at(6), None), strict=True)
        )
        for group in permutations((a, b, c)):
            assert event_of(named([group], {})) == dict.fromkeys("abc", "b")
        for group in permutations((stored("e", minutes[0]), stored("d", minutes[1]))):  # undated: by address
            assert event_of(named([group], {})) == dict.fromkeys("de", "d")


def test_a_printed_event_keeps_its_id_when_an_earlier_story_is_found(stored: Make, at: Callable[..., datetime]) -> None:
    a, b = stored("a", 1, published=at(7)), stored("b", 9, published=at(6))
    known = by_story(named([(a,)], {}))
    assert event_of(named([(b, a)], known)) == {"a": "b", "b": "b"}
    assert event_of(named([(b, a)], known, ["a"])) == {"a": "a", "b": "a"}
    assert event_of(named([(b,), (a,)], known, ["a"])) == {"a": "a", "b": "b"}


def test_a_membership_has_reasons_and_a_score(stored: Make) -> None:
    first, second = named([(stored("a", 1), stored("b", 2))], {})
    assert first == Membership("a", "a")
    assert (second.joined, second.reasons != ()) == ("a", True)
    assert second.score is not None
    assert second.score >= 0.5
    copy = stored("b", 2, copy_of="a", copy_rule="near-copy", copy_score=0.875)
    assert named([(stored("a", 1), copy)], {})[1] == Membership("b", "a", "a", 0.875, (REPEATS,))


def test_regrouping_changes_nothing(stored: Make) -> None:
    groups = [(stored("a", 1), stored("b", 2), stored("c", 3)), (stored("d", 4),)]
    found = named(groups, {})
    assert named(groups[::-1], by_story(found)) == found


def test_an_event_keeps_its_id_after_its_first_story_is_past(stored: Make) -> None:
    known = {
        "b": Membership("b", "old", "old", 0.8, ("x",)),
        "c": Membership("c", "old", "b", 0.7, ("y",)),
    }
    found = named([(stored("b", 2), stored("c", 3), stored("d", 4))], known)
    assert event_of(found) == dict.fromkeys("bcd", "old")
    assert found[0] == known["b"]
    assert named([(stored("b", 2),)], known) == [known["b"]]


def test_the_group_with_more_stories_of_an_event_keeps_its_id(stored: Make) -> None:
    known = {name: Membership(name, "old", "old", 0.8) for name in "bcd"}
    found = event_of(named([(stored("b", 2),), (stored("c", 3), stored("d", 4))], known))
    assert found == {"b": "b", "c": "old", "d": "old"}


def test_merged_events_take_the_id_of_the_first(stored: Make) -> None:
    a, b = stored("a", 1), stored("b", 2)
    known = by_story(named([(a,), (b,)], {}))
    assert event_of(known.values()) == {"a": "a", "b": "b"}
    assert event_of(named([(b, a)], known)) == {"a": "a", "b": "a"}
    joined = by_story(named([(b, a)], known))
    assert event_of(named([(a,), (b,)], joined)) == {"a": "a", "b": "b"}
