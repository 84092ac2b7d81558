"""The week in review: made from the editions of a week, in its last form, and the same when it is made again."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.models import Amendment, AmendmentKind, Membership, Story
from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.formats.document_rules import document_faults
from tests.formats.parse import parse_text
from tests.runs.newsroom import NAMES, PLACES, seeds, story

MONDAY = datetime(2026, 11, 16, 10, 10, tzinfo=UTC)
"""Ten minutes after the evening edition of Monday has closed."""
DAY = timedelta(days=1)
SUNDAY = MONDAY + 6 * DAY + timedelta(hours=2)
WEEK = (
    'name = "week"\ntitle = { zh = "一周回顾", en = "The week in review" }\n'
    'tagline = { zh = "一页读完一周新闻。", en = "The week on one page." }\n'
    'review = "week"\ndays = ["sunday"]\nopens = 20:00:00\ncloses = 20:00:00\nmax_per_source = 9\n'
    '[[sections]]\nid = "e-commerce"\nmost = 5\n'
)
CORRECTED = (
    "澜汀电商宣布在绍兴启用第3座仓库，总投资36亿元。澜汀电商表示，绍兴仓库每天可处理包裹31万件，主要服务当地卖家。"
)


class Week:
    """A newsroom whose stories 0 to 5 are printed by the evening editions of Monday to Saturday."""

    def __init__(self, folder: Path) -> None:
        self.url, self.folder = f"sqlite:///{folder / 'store.db'}", folder

    def told(self, number: int, day: int, **fields: Any) -> Story:
        """Return a story of a day of the week, Monday being 0."""
        at = MONDAY - timedelta(hours=5) + day * DAY
        return story(number, **({"published": at, "fetched_at": at} | fields))

    def save(self, *stories: Story) -> None:
        with closing(open_store(self.url)) as store:
            for each in stories:
                store.stories.save(each, [], None)

    def joined(self, later: Story, first: Story) -> None:
        """Store a later story of an event."""
        self.save(later)
        with closing(open_store(self.url)) as store:
            found = [Membership(first.id, first.id), Membership(later.id, first.id, first.id, 0.8, ("shared",))]
            store.events.assign(found, later.fetched_at)

    def make(
        self, edition: str, day: datetime, amendment: Amendment | None = None, at: datetime | None = None
    ) -> dict[str, bytes]:
        asked = Request(
            store=self.url, out=self.folder / "out", seeds=self.folder / "seeds", edition=edition, day=day.date(),
            at=at or day, amendment=amendment,
        )  # fmt: skip
        report = write_only(asked).report
        assert report.verdict is Verdict.OK, report.reasons
        return {path.name: path.read_bytes() for path in (self.folder / f"out/{day:%Y-%m-%d}-{edition}").iterdir()}

    def amend(self, number: int, kind: AmendmentKind, at: datetime, **words: str) -> None:
        """Change the entry of the edition of a day, which is the only one of that day."""
        day = MONDAY + number * DAY
        event = self.told(number, number).id
        change = Amendment(
            edition=f"{day:%Y-%m-%d}-evening", event=event, kind=kind, reason="有误", at=at, **words
        )  # fmt: skip
        self.make("evening", day, change)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a newsroom whose editions are made, from Monday to Saturday."""
    found = Week(tmp_path_factory.mktemp("week"))
    (seeds(found.folder / "seeds") / "editions" / "week.toml").write_text(WEEK, "utf-8")
    found.save(*(found.told(number, number) for number in range(6)))
    for day in range(6):
        found.make("evening", MONDAY + day * DAY)
    return found.folder


@pytest.fixture
def week(made: Path, tmp_path: Path) -> Week:
    """The same newsroom, again for each test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Week(tmp_path)


def entries(files: dict[str, bytes]) -> list[dict[str, Any]]:
    document = json.loads(files["digest.json"])
    assert document_faults(document) == []
    return [entry for section in document["sections"] for entry in section["entries"]]


def test_it_prints_the_entries_of_the_week_once_in_their_last_form(week: Week) -> None:
    week.amend(0, AmendmentKind.CORRECT, MONDAY + DAY, paragraph=CORRECTED)
    week.amend(1, AmendmentKind.WITHDRAW, MONDAY + 2 * DAY)
    files = week.make("week", SUNDAY)
    printed = {entry["event"]: entry for entry in entries(files)}
    assert sorted(printed) == sorted(story(number).id for number in (0, 2, 3, 4, 5))
    corrected = printed[story(0).id]
    assert corrected["paragraph"] == CORRECTED
    assert [mark["number"] for mark in corrected["revised"]] == [0]
    document = json.loads(files["digest.json"])
    assert (document["edition"]["review"], "revised" in document["edition"]) == ("week", False)
    assert {(left["story"], left["reason"]) for left in document["left"]} == {(story(1).id, "withdrawn")}
    assert len(parse_text(files["digest.txt"].decode()).entries) == 5


def test_what_came_of_an_event_is_below_its_entry(week: Week) -> None:
    first = week.told(2, 2)
    fined = week.told(6, 6, title=f"{NAMES[2]}在揭阳的电商仓库停用，罚款45万元")
    week.joined(fined, first)
    again = week.told(7, 6, title=first.title, text=first.text)
    week.joined(again, first)
    entry = next(entry for entry in entries(week.make("week", SUNDAY)) if entry["event"] == first.id)
    assert [(each["story"], each["day"], each["credit"]) for each in entry["followups"]] == [
        (fined.id, "2026-11-22", "界面新闻")
    ]


def test_an_update_is_below_the_entry_that_it_updates_and_lifts_it(week: Week) -> None:
    first = week.told(4, 4)
    news = f"{NAMES[4]}在{PLACES[4]}的电商仓库停用，罚款45万元"
    week.save(week.told(7, 6, title=news, text=f"{news}。{first.text}"))
    assert [entry["update"] != [] for entry in entries(week.make("evening", MONDAY + 6 * DAY))] == [True]
    found = entries(week.make("week", SUNDAY))
    assert [entry["event"] for entry in found].count(first.id) == 1
    assert found[0]["score_parts"]["followups"] == 1.0
    assert {left["story"] for entry in found for left in entry.get("followups", ())} | {
        entry["stories"][0] for entry in found
    } >= {story(7).id}


def test_made_again_it_has_its_bytes_whatever_has_changed_since(week: Week) -> None:
    first = week.told(2, 2)
    week.joined(week.told(6, 6, title=f"{NAMES[2]}仓库停用，罚款45万元"), first)
    files = week.make("week", SUNDAY)
    week.joined(week.told(7, 6, title=f"{NAMES[2]}仓库罚款改为72万元", fetched_at=SUNDAY + DAY), first)
    week.amend(5, AmendmentKind.CORRECT, SUNDAY + DAY, paragraph=CORRECTED)
    week.amend(3, AmendmentKind.WITHDRAW, SUNDAY + DAY)
    assert week.make("week", SUNDAY, at=SUNDAY + 2 * DAY) == files


def test_the_editions_after_it_do_not_take_its_stories_for_printed(week: Week) -> None:
    week.make("week", SUNDAY)
    week.save(week.told(7, 7))
    document = json.loads(week.make("evening", MONDAY + 7 * DAY)["digest.json"])
    assert [entry["event"] for section in document["sections"] for entry in section["entries"]] == [story(7).id]
    assert {left["stage"] for left in document["left"]} <= {"window"}


def test_it_is_corrected_like_any_edition(week: Week) -> None:
    files = week.make("week", SUNDAY)
    event = entries(files)[2]["event"]
    change = Amendment(
        edition="2026-11-22-week", event=event, kind=AmendmentKind.WITHDRAW, reason="消息不实", at=SUNDAY + DAY
    )  # fmt: skip
    amended = week.make("week", SUNDAY, change)
    assert [entry["event"] for entry in entries(amended)] == [entry["event"] for entry in entries(files)]
    assert next(entry for entry in entries(amended) if entry["event"] == event)["paragraph"] == "本条消息已撤回。"
