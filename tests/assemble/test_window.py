"""Stories of an edition's window, and late ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from aggregator.assemble.window import admit, in_window, reach
from aggregator.events.naming import Event
from aggregator.models import Edition, MadeEdition, Precision, Story

TEXT = "云杉商城宣布在六座城市开放加盟。"


def reason(edition: Edition, story: Story, *others: Story) -> str | None:
    _, omissions = admit(edition, [story, *others])
    return next((omission.reason for omission in omissions if omission.story == story.id), None)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (7, 59, "published 2026-11-20 07:59, before the window"),
        (8, 0, None),
        (17, 59, None),
        (18, 0, "published 2026-11-20 18:00, after the window"),
    ],
)
def test_the_window_is_half_open(
    edition: Edition,
    story: Callable[..., Story],
    at: Callable[..., datetime],
    hour: int,
    minute: int,
    expected: str | None,
) -> None:
    assert reason(edition, story("a", "标题", TEXT, published=at(hour, minute))) == expected


@pytest.mark.parametrize(("day", "expected"), [(19, "published 2026-11-19, before the window"), (20, None)])
def test_a_story_without_a_time_counts_by_its_day(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime], day: int, expected: str | None
) -> None:
    dated = story("a", "标题", TEXT, published=at(0, day=date(2026, 11, day)), published_precision=Precision.DAY)
    assert reason(edition, dated) == expected


def test_a_window_over_midnight_takes_the_stories_of_both_days(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    morning = replace(edition, name="morning", start=at(18, day=date(2026, 11, 19)), end=at(8))
    days = {
        day: story(f"d{day}", "标题", TEXT, published=at(0, day=date(2026, 11, day)), published_precision=Precision.DAY)
        for day in (18, 19, 20, 21)
    }
    timely, _ = admit(morning, list(days.values()))
    assert [admitted.id for admitted in timely] == ["d19", "d20"]


def test_an_undated_story_is_left_out(edition: Edition, story: Callable[..., Story]) -> None:
    assert reason(edition, story("a", "标题", TEXT, published=None, published_precision=None)) == "no date"


def test_a_copy_of_an_older_story_is_old(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    original = story("a", "标题", TEXT, published=at(9, day=date(2026, 11, 18)))
    copy = story("b", "标题", TEXT, copy_of="a")
    assert reason(edition, copy, original) == "copy of a, published 2026-11-18 09:00, before the window"
    assert reason(edition, copy) is None


def test_the_reach_includes_the_day_before_the_window(edition: Edition, at: Callable[..., datetime]) -> None:
    start, end = reach(edition)
    assert start <= at(0)
    assert end == at(18)
    assert edition.start - start < timedelta(days=2)


def test_the_reach_includes_the_window_of_the_edition_made_last(edition: Edition, at: Callable[..., datetime]) -> None:
    opened = at(8, day=date(2026, 11, 17))
    made = MadeEdition("2026-11-17-evening", opened, opened + timedelta(hours=10), opened + timedelta(hours=11))
    assert reach(edition, [replace(made, start=opened - timedelta(days=9)), made])[0] == opened


def test_the_order_is_by_time_and_id(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    stories = [story("c", "标题", TEXT, published=at(9)), story("b", "标题", TEXT), story("a", "标题", TEXT)]
    assert [admitted.id for admitted in admit(edition, stories)[0]] == ["c", "a", "b"]


@pytest.fixture
def night(edition: Edition, at: Callable[..., datetime]) -> Edition:
    """The edition after the evening's, from 18:00 to 8:00."""
    return replace(edition, name="morning", day=date(2026, 11, 21), start=at(18), end=at(8, day=date(2026, 11, 21)))


@pytest.mark.parametrize(
    ("published", "found", "expected"),
    [
        ((17, 0), (18, 4), "published 2026-11-20 17:00, before the window"),
        ((17, 0), (18, 6), None),
        ((7, 0), (18, 6), "published 2026-11-20 07:00, before the window"),
        ((19, 0), (19, 5), None),
    ],
)
def test_a_story_found_after_its_edition_was_made_goes_to_the_next(
    night: Edition,
    story: Callable[..., Story],
    at: Callable[..., datetime],
    published: tuple[int, int],
    found: tuple[int, int],
    expected: str | None,
) -> None:
    evening = MadeEdition("2026-11-20-evening", at(8), at(18), at(18, 5))
    late = story("a", "标题", TEXT, published=at(*published), fetched_at=at(*found))
    _, omissions = admit(night, [late], [evening])
    assert [omission.reason for omission in omissions] == ([expected] if expected else [])


def test_a_late_story_belongs_to_one_edition(
    night: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    late = story("a", "标题", TEXT, published=at(17), fetched_at=at(18, 30))
    evening = MadeEdition("2026-11-20-evening", at(8), at(18), at(18, 5))
    extra = MadeEdition("2026-11-20-extra", at(18), at(20), at(20, 5))
    assert admit(night, [late], [evening])[0] == [late]
    assert admit(night, [late], [evening, extra])[0] == []
    assert admit(night, [late], [replace(extra, end=at(17), at=at(22)), evening])[0] == [late]
    assert admit(night, [late], [])[0] == []


def test_a_late_story_of_two_windows_belongs_to_the_edition_made_next(
    night: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    """After days without an edition, a window covers those of editions with other days."""
    long = replace(night, start=at(18, day=date(2026, 11, 16)))
    late = story("a", "标题", TEXT, published=at(17), fetched_at=at(18, 30))
    evening = MadeEdition("2026-11-20-evening", at(8), at(18), at(18, 5))
    extra = MadeEdition("2026-11-20-extra", at(18), at(20), at(20, 5))
    assert admit(long, [late], [evening])[0] == [late]
    assert admit(long, [late], [evening, extra])[0] == []


def test_a_story_without_a_time_belongs_to_the_first_edition_of_its_day(
    night: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    evening = MadeEdition("2026-11-20-evening", at(8), at(18), at(18, 5))
    early, late = (
        story(name, "标题", TEXT, published=at(0), published_precision=Precision.DAY, fetched_at=at(18, minute))
        for name, minute in (("a", 1), ("b", 30))
    )
    timely, omissions = admit(night, [early, late], [evening])
    assert (timely, [omission.reason for omission in omissions]) == ([late], ["belongs to 2026-11-20-evening"])


def test_an_event_has_its_printable_stories_and_those_from_before_the_window(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    eve = at(20, day=date(2026, 11, 19))
    printable, refused = story("a", "标题", TEXT), story("b", "标题", TEXT)
    earlier, undated = story("c", "标题", TEXT, published=eve), story("d", "标题", TEXT, published=None)
    foreign = story("e", "Title", TEXT, published=eve, language="en")
    events = [Event("d", (undated, earlier, printable, refused, foreign)), Event("f", (refused, earlier))]
    (found,) = in_window(edition, events, [printable, refused], [printable])
    assert (found.id, found.stories, found.earlier) == ("d", (printable,), (earlier,))
