"""The made-up day against its truth: what is in the digest, what is not, and the credit of each story."""

import json
from collections import Counter

import pytest

from aggregator.attribution.house import by_convention
from aggregator.store import open_store
from aggregator.style.lengths import size
from aggregator.urls import story_id
from tests.demo.day import load_day
from tests.formats.parse import parse_text

TRUTH = {story_id(story.url): story for _, story in load_day().stories()}


@pytest.fixture(scope="module")
def out(demo):
    """The demo's output folder, with its store."""
    return demo.out


@pytest.fixture(scope="module")
def stories(out):
    """Every story of the store by its id."""
    store = open_store(f"sqlite:///{out}/demo.db")
    found = {story.id: story for story in store.stories.all()}
    store.close()
    return found


@pytest.fixture(scope="module")
def document(out):
    return json.loads((out / "2026-11-20-evening" / "digest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def entries(document):
    return [entry for section in document["sections"] for entry in section["entries"]]


@pytest.fixture(scope="module")
def printed(document, entries):
    """Entries and briefs, in the order of their numbers."""
    briefs = (brief for section in document["sections"] for brief in section["briefs"])
    return [*entries, *sorted(briefs, key=lambda brief: brief["number"])]


def test_every_story_of_the_day_is_collected(stories):
    assert set(stories) == set(TRUTH)


def test_every_story_is_credited_to_its_original_source(stories):
    found = {name: by_convention(story.attribution).name.zh for name, story in stories.items()}
    wrong = {name: (source, TRUTH[name].source) for name, source in found.items() if source != TRUTH[name].source}
    assert wrong == {}


def test_near_copies_are_linked_to_what_they_repeat(stories):
    for name, truth in TRUTH.items():
        if truth.copy_of is None:
            continue
        other = story_id(truth.copy_of)
        linked = {stories[name].copy_of, stories[other].copy_of}
        assert linked & {name, other} or stories[name].copy_of == stories[other].copy_of, truth.url


def test_nothing_is_in_the_digest_that_may_not_be(printed):
    stories = [story for entry in printed for story in entry["stories"]]
    assert {TRUTH[story].expected for story in stories} == {"in window"}


def test_no_event_is_told_twice_and_none_is_mixed_with_another(printed):
    events = [{TRUTH[story].event for story in entry["stories"]} for entry in printed]
    assert all(len(told) == 1 for told in events), events
    assert [event for event, count in Counter(e for told in events for e in told).items() if count > 1] == []


def test_entries_stand_in_the_section_of_their_event_and_under_their_source(document):
    for section in document["sections"]:
        for entry in (*section["entries"], *section["briefs"]):
            truth = TRUTH[entry["stories"][0]]
            assert entry["credit"] == truth.source
            assert section["id"] == truth.section, entry["headline"]


def test_three_sections_are_filled_and_the_form_is_kept(out, document):
    parsed = parse_text((out / "2026-11-20-evening" / "digest.txt").read_text("utf-8"))
    numbers = [entry.number for entry in parsed.entries]
    assert parsed.sections == ("电商快讯", "互联网快讯", "跨境快讯")
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(parsed.highlights) == 5
    assert len(numbers) >= 12
    assert all(section["entries"] for section in document["sections"])
    assert [brief.number for brief in parsed.briefs] == [*range(len(numbers) + 1, len(numbers) + 9)]
    assert 18 <= size(document["edition"]["title"], "zh") <= 40


def test_every_story_of_the_window_is_printed_or_left_with_a_reason(document, printed):
    accounted = {story for entry in printed for story in entry["stories"]} | {
        left["story"] for left in document["left"]
    }
    wanted = {name for name, truth in TRUTH.items() if truth.expected == "in window"}
    assert wanted <= accounted


@pytest.fixture(scope="module")
def english(out):
    return parse_text((out / "2026-11-20-evening" / "en" / "digest.txt").read_text("utf-8"))


def test_the_edition_comes_out_in_english_too(out, english, entries):
    assert english.language == "en"
    assert english.title == "Evening information"
    assert english.sections == ("E-commerce newsletter", "Internet news", "Cross-border newsletter")
    assert len(english.highlights) == 5
    assert len(english.entries) == len(entries) == 12
    assert len(english.briefs) == 8


def test_every_english_credit_is_the_registered_name(english, entries, printed):
    briefs = printed[len(entries) :]
    assert [brief.credit for brief in english.briefs] == [brief["attribution"]["name"]["en"] for brief in briefs]
    for told, entry in zip(english.entries, entries, strict=True):
        assert told.credit == entry["attribution"]["name"]["en"]
        assert told.dateline in {"On November 20, ", "According to the news on November 20, ", ""}


def test_no_chinese_is_left_in_english(out):
    text = (out / "2026-11-20-evening" / "en" / "digest.txt").read_text("utf-8")
    assert text.isascii()


def test_what_a_machine_wrote_is_marked(out, entries):
    document = json.loads((out / "2026-11-20-evening" / "en" / "digest.json").read_text("utf-8"))
    written = [entry["written"] for section in document["sections"] for entry in section["entries"]]
    assert written == [{"headline": "libretranslate", "paragraph": "libretranslate"}] * 12
    assert all(entry["written"] == {} for entry in entries)
