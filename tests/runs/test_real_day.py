"""A real day, from the recording to the edition: eleven feeds as served on 26 October 2016."""

import json
from datetime import date

import pytest

from tests.commands import forked_clean
from tests.paths import ROOT

ARCHIVE = ROOT.parent / "shared" / "real-day" / "2016-10-26.warc.gz"
SEEDS = ROOT / "tests" / "data" / "real-day"

pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason="shared/real-day is not beside the checkout")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The evening edition of that day: its document and the run's report."""
    out = tmp_path_factory.mktemp("real-day")
    arguments = ["run", "--edition", "evening", "--date", "2016-10-26", "--replay", ARCHIVE, "--seeds", SEEDS, "--json"]
    store = f"sqlite:///{out}/store.db"
    done = forked_clean(*arguments, "--store", store, "--out", out, cwd=ROOT)
    assert done.returncode in {0, 3}, done.stderr
    document = json.loads((out / "2016-10-26-evening" / "digest.json").read_text("utf-8"))
    return document, json.loads(done.stdout), store


def entries(document):
    return [entry for section in document["sections"] for entry in section["entries"]]


def test_every_feed_is_read(edition):
    _, report, _ = edition
    assert {outlet["outlet"]: outlet["verdict"] for outlet in report["outlets"]} == {
        path.stem: "ok" for path in (SEEDS / "outlets").glob("*.toml")
    }
    counts = {outlet["outlet"]: (outlet["stored"], outlet["refused"]) for outlet in report["outlets"]}
    assert counts["36kr"] == (100, 0)
    assert counts["techweb"] == (24, 3)  # 29 entries at 27 addresses, 3 of them teasers of one line


def test_the_edition_holds_only_news_of_its_day(edition):
    document, _, store = edition
    from aggregator.store import open_store

    assert len(entries(document)) >= 8
    opened = open_store(store)
    stories = {story.id: story for story in opened.stories.all()}
    opened.close()
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Shanghai")
    days = {stories[entry["stories"][0]].published.astimezone(zone).date() for entry in entries(document)}
    assert days == {date(2016, 10, 26)}
    assert {entry["dateline"] for entry in entries(document)} <= {"10月25日消息，", "10月26日消息，"}


def test_dates_are_those_of_the_feeds(edition):
    from aggregator.store import open_store

    _, _, store = edition
    opened = open_store(store)
    stories = list(opened.stories.all())
    opened.close()
    assert not [story for story in stories if story.published and story.published.year < 2000]
    assert not [story for story in stories if story.published and story.published > story.fetched_at]
    own_format = [story for story in stories if story.outlet == "36kr" and story.published]
    assert len(own_format) == 100


def test_no_event_is_printed_twice(edition):
    document, _, _ = edition
    from itertools import combinations

    from aggregator.events.likeness import StoryText, same_event

    texts = [StoryText(e["headline"], e["paragraph"], None, "zh") for e in entries(document)]
    assert [(a.title, b.title) for a, b in combinations(texts, 2) if same_event(a, b).score >= 0.5] == []
    ids = [story for entry in entries(document) for story in entry["stories"]]
    assert len(ids) == len(set(ids))
