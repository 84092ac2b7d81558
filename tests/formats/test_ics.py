"""The calendar file, read back by the library's parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest

from aggregator.formats.catalog import render_all
from aggregator.models import Digest


def test_each_day_that_binds_is_an_event_of_a_whole_day(amended: Digest) -> None:
    text = render_all(amended)["digest.ics"]
    calendar = icalendar.Calendar.from_ical(text)
    first, second = calendar.walk("VEVENT")
    assert (first["dtstart"].dt, second["dtstart"].dt) == (date(2027, 1, 1), date(2026, 12, 19))
    assert first["summary"] == "施行：【更正】云杉商城在六城开放加盟"
    assert second["summary"] == "截止征求意见：【改稿】白沙集市把商家佣金下调至2%"
    assert (first["sequence"], first["dtstamp"].dt) == (2, datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    assert (first["description"], second["description"]) == ("云杉商城开放加盟，首批签约120家。\n北岸新闻", "北岸新闻")
    assert first["url"] == amended.entries[0].url
    assert first["uid"] != second["uid"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_an_event_keeps_its_id_when_its_entry_is_corrected(amended: Digest) -> None:
    before = replace(amended, entries=tuple(replace(each, revised=()) for each in amended.entries))
    calendars = (icalendar.Calendar.from_ical(render_all(digest)["digest.ics"]) for digest in (before, amended))
    ids = [[event["uid"] for event in calendar.walk("VEVENT")] for calendar in calendars]
    assert ids[0] == ids[1]


def test_without_days_or_without_the_option_there_is_no_file(amended: Digest, chinese: Digest) -> None:
    assert "digest.ics" not in render_all(replace(amended, edition=replace(amended.edition, calendar_file=False)))
    assert "digest.ics" not in render_all(replace(chinese, edition=replace(chinese.edition, calendar_file=True)))


@pytest.mark.parametrize(
    "title", ["云杉\r\nEND:VEVENT\r\nBEGIN:VALARM", "云杉;URL=x,\\n:", "云\x00杉\ud800" + "长" * 200]
)
def test_a_hostile_title_adds_no_line_and_breaks_no_line(amended: Digest, title: str) -> None:
    entries = (replace(amended.entries[0], headline=title), *amended.entries[1:])
    text = render_all(replace(amended, entries=entries))["digest.ics"]
    assert [event.name for event in icalendar.Calendar.from_ical(text).walk()] == ["VCALENDAR", "VEVENT", "VEVENT"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
