"""Editions that are late, missing or stale, by the schedule's own slots and by their past."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta

from aggregator.models import MadeEdition
from aggregator.operation.editions import LEAST_AGES, Making, missing, stale
from aggregator.registry.editions import EditionPlan
from aggregator.schedule.slots import due

DAY = timedelta(days=1)
WORDING = {"zh": "晚间", "en": "Evening"}
PLAN = EditionPlan.model_validate(
    {
        "name": "evening", "title": WORDING, "tagline": WORDING, "zone": "Asia/Shanghai", "opens": time(8),
        "closes": time(18), "sections": [{"id": "internet", "most": 3}],
    }
)  # fmt: skip
MONDAY = datetime(2026, 10, 5, 10, tzinfo=UTC)
"""Six in the evening of a Monday in Shanghai."""


def made(days: int, skip: Collection[int] = (), delay: timedelta = timedelta(minutes=6)) -> list[MadeEdition]:
    ends = [MONDAY + day * DAY for day in range(days) if day % 7 not in skip]
    return [MadeEdition(f"{end:%Y-%m-%d}-evening", end - DAY / 2, end, end + delay) for end in ends]


def judged(past: Sequence[MadeEdition], now: datetime) -> list[bool]:
    return [found.bad for found in missing([PLAN], past, now)]


def test_an_edition_is_missing_an_hour_after_it_is_usually_made() -> None:
    past, end = made(14), MONDAY + 14 * DAY
    assert judged(past, end - timedelta(minutes=1)) == [False]
    assert judged(past, end + timedelta(minutes=65)) == []
    assert judged(past, end + timedelta(minutes=67)) == [True]
    (found,) = missing([PLAN], past, end + timedelta(hours=2))
    assert found.text == "missing: 2026-10-19-evening was due by 2026-10-19 11:06 UTC; the last is 2026-10-18-evening"
    assert judged(made(14, delay=timedelta(hours=3)), end + timedelta(hours=3.9)) == []
    assert judged(made(14, delay=timedelta(hours=3)), end + timedelta(hours=4.1)) == [True]


def test_what_is_missing_the_schedule_calls_due() -> None:
    past, end = made(14), MONDAY + 14 * DAY
    preview = MadeEdition("2026-10-19-evening", end - DAY / 2, end, end - timedelta(hours=1))
    late = MadeEdition("2026-10-19-evening", end - DAY / 2, end, end + timedelta(hours=4))
    now = end + timedelta(hours=2)
    for known, is_due in (([*past, preview], True), ([*past, late], False)):
        assert judged(known, now) == [is_due]
        assert bool(due([PLAN], known, now)) is is_due


def test_an_edition_of_the_working_week_is_not_missing_at_weekends() -> None:
    past, friday = made(19, (5, 6)), MONDAY + 18 * DAY
    assert judged(past, friday + 2.5 * DAY) == []
    assert judged(past, friday + 3.5 * DAY) == [True]
    assert judged(made(2), MONDAY + 7.5 * DAY) == []


def ages(*hours: float, reached: bool = True) -> list[bool]:
    """Judge the last of the editions with newest stories of these ages."""
    past = made(len(hours))
    makings = [
        Making(each.key, each.end - timedelta(hours=age), reached or each != past[-1])
        for each, age in zip(past, hours, strict=True)
    ]
    return [found.bad for found in stale(makings, past)]


def test_an_edition_is_stale_if_its_newest_story_is_older_than_ever() -> None:
    usual = [0.2, 0.5, 2.0, 0.1, 0.3, 0.4, 0.2, 0.2]
    assert len(usual) == LEAST_AGES
    assert ages(*usual, 2.9) == [False]
    assert ages(*usual, 3.1) == [True]
    assert ages(*usual[1:], 9.0) == []
    assert ages(*[0.1] * LEAST_AGES, 0.9) == [False], "an hour is never old"


def test_an_edition_is_stale_if_no_outlet_was_reached() -> None:
    assert ages(0.1, 0.2, reached=False) == [True]
    past = made(2)
    again = [Making(past[1].key, past[1].end, reached) for reached in (False, True)]
    assert [found.bad for found in stale([Making(past[0].key, None, True), *again], past)] == []
