"""Which edition is due: across midnight, zones, a change to summer time, and what the store has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from aggregator.models import MadeEdition
from aggregator.registry.editions import EditionPlan
from aggregator.schedule.slots import due, is_made, last_slot, next_slot, starting_time
from aggregator.store import open_store
from tests.schedule.windows import window


def plan(closes: str, zone: str = "Asia/Shanghai", name: str = "noon") -> EditionPlan:
    wording = {"zh": "午间", "en": "Noon"}
    return EditionPlan.model_validate(
        {
            "name": name, "title": wording, "tagline": wording, "zone": zone, "opens": time(1),
            "closes": time.fromisoformat(closes), "sections": [{"id": "internet", "most": 3}],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("closes", "zone", "now", "last", "following"),
    [
        ("12:00", "Asia/Shanghai", "2026-11-20T03:59Z", "2026-11-19", "2026-11-20T04:05Z"),
        ("12:00", "Asia/Shanghai", "2026-11-20T04:00Z", "2026-11-20", "2026-11-20T04:05Z"),
        ("12:00", "Asia/Shanghai", "2026-11-20T04:05Z", "2026-11-20", "2026-11-21T04:05Z"),
        ("23:58", "Asia/Shanghai", "2026-11-20T16:01Z", "2026-11-20", "2026-11-20T16:03Z"),
        ("00:00", "America/New_York", "2026-11-20T04:59Z", "2026-11-19", "2026-11-20T05:05Z"),
        ("02:30", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-28", "2026-03-29T01:35Z"),
    ],
)
def test_the_last_slot_and_the_next_one(closes: str, zone: str, now: str, last: str, following: str) -> None:
    at, found = datetime.fromisoformat(now), plan(closes, zone)
    assert last_slot(found, at).day == date.fromisoformat(last)
    assert next_slot(found, at).starts.astimezone(UTC) == datetime.fromisoformat(following)


def test_a_run_starts_minutes_after_the_window_also_across_midnight() -> None:
    assert (starting_time(plan("18:00")), starting_time(plan("23:58"))) == (time(18, 5), time(0, 3))


def test_an_edition_is_due_until_it_is_made_after_its_window(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    early, late = plan("09:00", name="early"), plan("12:00")
    now = datetime(2026, 11, 20, 6, tzinfo=UTC)

    def made() -> list[MadeEdition]:
        return store.digests.made(now - timedelta(days=2))

    slots = due([late, early], made(), now)
    assert [slot.key for slot in slots] == ["2026-11-20-early", "2026-11-20-noon"]
    for slot, made_at in zip(slots, (slots[0].closed, slots[1].closed - timedelta(minutes=1)), strict=True):
        store.digests.save(slot.key, "zh", {"edition": window(slot)}, (), made_at)
    assert due([late, early], made(), now) == [slots[1]], "a preview is not the edition"
    assert is_made(slots[0], made())
    assert due([late, early], made(), datetime(2026, 11, 21, 1, 4, tzinfo=UTC)) == [slots[1]]
    tomorrow = datetime(2026, 11, 21, 1, 6, tzinfo=UTC)
    assert [slot.key for slot in due([early], made(), tomorrow)] == ["2026-11-21-early"]
    store.close()


def test_the_zone_of_a_slot_is_the_editions() -> None:
    assert last_slot(plan("12:00", "Asia/Tokyo"), datetime(2026, 11, 20, 6, tzinfo=UTC)).closed.tzinfo == ZoneInfo(
        "Asia/Tokyo"
    )
