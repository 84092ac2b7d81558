"""Memberships of stories in events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.errors import StoreError
from aggregator.models import Membership
from aggregator.store.rows import Brought


@pytest.fixture
def kept(store, make_story):
    stories = [make_story(number) for number in range(3)]
    for story in stories:
        store.stories.save(story, [], None)
    return [story.id for story in stories]


def test_memberships_come_back_as_they_were_given(store, noon, kept):
    first, second, third = kept
    found = [
        Membership(first, first),
        Membership(second, first, first, 0.71, ("12 terms shared", "标题 0.82")),
        Membership(third, third),
    ]
    assert store.events.assign(found, noon) == 3
    assert store.events.of(kept) == {membership.story: membership for membership in found}
    assert store.events.members(first) == sorted(found[:2], key=lambda membership: membership.story)
    assert store.events.of([]) == {}


def test_assigned_again_nothing_is_written(store, noon, kept):
    found = [Membership(kept[0], kept[0]), Membership(kept[1], kept[0], kept[0], 0.5)]
    store.events.assign(found, noon)
    assert store.events.assign(found, noon) == 0
    moved = Membership(kept[1], kept[1])
    assert store.events.assign([found[0], moved], noon) == 1
    assert store.events.members(kept[0]) == [found[0]]


def test_memberships_of_unknown_stories_are_refused(store, noon, kept):
    with pytest.raises(StoreError):
        store.events.assign([Membership("f" * 16, "f" * 16)], noon)
    with pytest.raises(StoreError):
        store.events.assign([Membership(kept[0], kept[1])], noon)
    assert store.events.of(kept) == {}


def test_more_stories_can_be_looked_up_than_an_engine_takes_parameters(store, noon, kept):
    store.events.assign([Membership(kept[0], kept[0])], noon)
    many = [f"{number:016x}" for number in range(40_000)]
    assert list(store.events.of([*many, kept[0]])) == [kept[0]]


def test_events_are_counted_by_outlet_and_those_that_it_alone_has(store, noon, make_story):
    outlets = ["lake", "lake", "hill", "hill", "hill"]
    made = [replace(make_story(number), outlet=outlet, fetched_at=noon) for number, outlet in enumerate(outlets)]
    for story in made:
        store.stories.save(story, [], None)
    first, second, third, fourth, _ = [story.id for story in made]
    store.events.assign([Membership(first, first), Membership(third, first, first, 0.8)], noon)
    store.events.assign([Membership(second, second), Membership(fourth, fourth)], noon)
    assert store.events.brought(noon) == {"lake": Brought(2, 1), "hill": Brought(3, 2)}
    assert store.events.brought(noon + timedelta(seconds=1)) == {}
