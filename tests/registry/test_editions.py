"""The editions of a day, made from their plans."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aggregator.errors import SeedError, UsageError
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import layers_of
from aggregator.registry.sections import load_sections
from aggregator.schedule.slots import last_slot, next_slot
from tests.paths import ROOT

SEEDS = ROOT / "seeds"


@pytest.mark.parametrize(
    ("name", "title", "start", "end"),
    [
        ("morning", "早间资讯", datetime(2026, 11, 19, 10, tzinfo=UTC), datetime(2026, 11, 20, 0, tzinfo=UTC)),
        ("evening", "晚间资讯", datetime(2026, 11, 20, 0, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)),
    ],
)
def test_the_windows_of_a_day_follow_each_other(name: str, title: str, start: datetime, end: datetime) -> None:
    edition = load_edition_plan(layers_of(SEEDS), name).on(date(2026, 11, 20), load_sections(layers_of(SEEDS)))
    assert (edition.key, edition.title) == (f"2026-11-20-{name}", title)
    assert (edition.start, edition.end) == (start, end)
    assert [quota.section for quota in edition.sections] == ["e-commerce", "internet", "cross-border"]
    assert [quota.favour for quota in edition.sections] == [1.0, 0.0, 0.0]
    assert (edition.highlights, edition.language) == (5, "zh")


def test_an_edition_is_in_the_requested_language() -> None:
    edition = load_edition_plan(layers_of(SEEDS), "evening").on(
        date(2026, 11, 20), load_sections(layers_of(SEEDS)), "en"
    )
    assert (edition.language, edition.title) == ("en", "Evening information")
    assert edition.tagline.startswith("Every evening")


def test_an_unknown_edition_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown edition 'noon'; known: evening, morning"):
        load_edition_plan(layers_of(SEEDS), "noon")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("most = 8", "most = 0"), r"sections\[0\].most: Input should be greater than or equal to 1"),
        (('id = "internet"', 'id = "sport"'), "sections: unknown section 'sport'"),
        (("Asia/Shanghai", "Asia/Nowhere"), "zone: no such time zone"),
        (('name = "evening"', 'name = "night"'), "name: is 'night', but the file is called 'evening'"),
        (("highlights", "highlight"), "highlight: unknown key"),
        (('language = "zh"', 'languages = ["zh", "en", "en"]'), "languages: a language is named twice"),
        (('language = "zh"', 'review_of = ["morning"]'), "`review_of` needs `review`"),
        (('language = "zh"', 'review = "week"'), "a review opens at the hour at which it closes"),
        (("opens = 08:00:00", 'review = "week"\nopens = 18:00:00'), "made on one weekday"),
        (("opens = 08:00:00", 'review = "month"\nholidays = "CN"\nopens = 18:00:00'), "made on its first day"),
        (
            ("opens = 08:00:00", 'review = "month"\noutlets = true\nopens = 18:00:00'),
            "made from editions, and cannot list `outlets`",
        ),
        (('language = "zh"', 'languages = ["zh", "fr"]'), r"languages\[1\]: Input should be 'zh' or 'en'"),
    ],
)
def test_a_fault_of_a_plan_names_file_key_and_reason(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    (tmp_path / "editions").mkdir()
    body = (SEEDS / "editions" / "evening.toml").read_text("utf-8").replace(*change, 1)
    (tmp_path / "editions" / "evening.toml").write_text(body, "utf-8")
    with pytest.raises(SeedError, match=complaint) as error:
        load_edition_plan(layers_of(tmp_path), "evening").on(date(2026, 11, 20), load_sections(layers_of(SEEDS)))
    assert "evening.toml" in str(error.value)


@pytest.mark.parametrize(
    ("review", "day", "start", "last", "upcoming"),
    [
        ('review = "week"\ndays = ["sunday"]', date(2026, 11, 22), date(2026, 11, 15), date(2026, 11, 22), 29),
        ('review = "month"', date(2026, 11, 1), date(2026, 10, 1), date(2026, 11, 1), 1),
    ],
)
def test_a_review_covers_the_time_since_the_one_before(
    tmp_path: Path, review: str, day: date, start: date, last: date, upcoming: int
) -> None:
    body = (SEEDS / "editions" / "evening.toml").read_text("utf-8").replace("opens = 08", f"{review}\nopens = 18", 1)
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "evening.toml").write_text(body, "utf-8")
    plan = load_edition_plan(layers_of(tmp_path), "evening")
    edition = plan.on(day, load_sections(layers_of(SEEDS)))
    assert (edition.start.date(), edition.end.date(), edition.start.hour) == (start, day, 18)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert (last_slot(plan, now).day, next_slot(plan, now).day.day) == (last, upcoming)
