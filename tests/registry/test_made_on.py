"""The days on which an edition is made, its name then, and a window that takes in what was skipped."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.registry.editions import EditionPlan
from aggregator.registry.files import layers_of
from aggregator.registry.made_on import WEEKDAYS
from aggregator.registry.sections import load_sections
from aggregator.schedule.slots import due, last_slot, next_slot
from tests.paths import ROOT

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS = WEEKDAYS[:5]
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))


def plan(opens: int, closes: int, **more: Any) -> EditionPlan:
    wording = {"zh": "午间", "en": "Noon"}
    return EditionPlan.model_validate(
        {
            "name": "noon", "title": wording, "tagline": wording, "opens": time(opens), "closes": time(closes),
            "sections": [{"id": "internet", "most": 3}], **more,
        }
    )  # fmt: skip


def window(found: EditionPlan, day: date) -> tuple[datetime, datetime]:
    edition = found.on(day, load_sections(layers_of(ROOT / "seeds")))
    return edition.start, edition.end


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def test_the_window_of_a_monday_takes_in_the_weekend_that_was_skipped() -> None:
    night, noon = plan(18, 8, days=WORKDAYS), plan(8, 18, days=WORKDAYS)
    assert window(night, MONDAY) == (at(FRIDAY, 18), at(MONDAY, 8))
    assert window(noon, MONDAY) == (at(SATURDAY, 8), at(MONDAY, 18))
    assert window(noon, FRIDAY) == (at(FRIDAY, 8), at(FRIDAY, 18))
    assert window(plan(8, 18), MONDAY) == (at(MONDAY, 8), at(MONDAY, 18))


def test_windows_of_workdays_leave_no_gap_and_overlap_nowhere() -> None:
    whole_day = plan(18, 18, days=("monday", "wednesday"))
    days = [day for back in range(21) if whole_day.is_made_on(day := MONDAY + timedelta(days=back))]
    windows = [window(whole_day, day) for day in days]
    assert len(days) == 6
    assert all(before[1] == after[0] for before, after in pairwise(windows))


def test_a_slot_is_only_on_a_day_on_which_the_edition_is_made() -> None:
    found = plan(8, 18, days=WORKDAYS)
    sunday = at(SUNDAY, 12).astimezone(UTC)
    assert (last_slot(found, sunday).day, next_slot(found, sunday).day) == (FRIDAY, MONDAY)
    assert [slot.day for slot in due([found], [], at(SATURDAY, 12))] == [FRIDAY]
    assert due([found], [], sunday) == []
    assert [slot.day for slot in due([found], [], at(MONDAY, 19))] == [MONDAY]


def test_a_weekday_may_have_its_own_title() -> None:
    found = plan(8, 18, titles=[{"days": ["saturday"], "title": {"zh": "周六特刊", "en": "Saturday edition"}}])
    sections = load_sections(layers_of(ROOT / "seeds"))
    assert [found.on(day, sections).title for day in (FRIDAY, SATURDAY)] == ["午间", "周六特刊"]
    assert found.on(SATURDAY, sections, "en").title == "Saturday edition"


def test_holidays_are_skipped_and_weekends_worked_for_them_are_not() -> None:
    found = plan(8, 18, days=WORKDAYS, holidays="CN")
    made = {day: found.is_made_on(date(2026, 10, day)) for day in range(1, 13)}
    assert [day for day, is_made in made.items() if is_made] == [8, 9, 10, 12]  # the Saturday is worked
    assert window(found, date(2026, 10, 8)) == (at(date(2026, 10, 1), 8), at(date(2026, 10, 8), 18))
    assert found.is_made_on(date(2040, 1, 2))  # a Monday of a year without a notice
