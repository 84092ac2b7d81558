"""Faults that keep a digest from being written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from aggregator.assemble import Material, assemble, lint
from aggregator.models import Digest, Edition, Story
from aggregator.registry.sources import Sources


@pytest.fixture
def digest(edition: Edition, day_of_news: list[Story], sources: Sources) -> Digest:
    """A digest without faults."""
    return assemble(Material(edition, day_of_news), sources)


def with_first(digest: Digest, **fields: Any) -> Digest:
    """The digest with changes in its first entry."""
    return replace(digest, entries=(replace(digest.entries[0], **fields), *digest.entries[1:]))


def test_a_good_digest_has_no_findings(digest: Digest, day_of_news: list[Story]) -> None:
    assert lint(digest, day_of_news) == []


def test_numbers_and_sections_are_in_order(digest: Digest, day_of_news: list[Story]) -> None:
    assert "numbers are not consecutive: [7, 2, 3, 4, 5]" in lint(with_first(digest, number=7), day_of_news)
    misplaced = lint(with_first(digest, section="sport"), day_of_news)
    assert "sections out of order: sport, e-commerce, internet, cross-border" in misplaced


def test_the_fault_of_an_entry_comes_with_its_number(digest: Digest, day_of_news: list[Story]) -> None:
    assert lint(with_first(digest, day=date(2026, 11, 21)), day_of_news) == [
        "entry 1: dateline '11月20日消息，' is not that of 2026-11-21"
    ]


def test_faults_of_the_head(digest: Digest, day_of_news: list[Story]) -> None:
    for faulty, finding in (
        (replace(digest, highlights=digest.highlights[:3]), "3 highlights, not 5"),
        (
            replace(digest, highlights=("别的新闻上线", *digest.highlights[1:])),
            "highlight is not cut from a headline: '别的新闻上线'",
        ),
        (replace(digest, edition=replace(digest.edition, title="")), "title is not one line: ''"),
        (replace(digest, edition=replace(digest.edition, tagline="一\n二")), "tag line is not one line: '一\\n二'"),
        (
            replace(digest, edition=replace(digest.edition, min_entries=6)),
            "5 entries, fewer than 6; left out by genre 2 (such as advertisement: 到手价), rank 1",
        ),
    ):
        assert lint(faulty, day_of_news) == [finding]


def test_the_link_is_that_of_the_story_and_not_dead(digest: Digest, day_of_news: list[Story]) -> None:
    first = digest.entries[0]
    dead = f"entry 1: link is dead, HTTP 404: {first.url}"
    assert lint(digest, day_of_news, {first.stories[0]: "HTTP 404"}) == [dead]
    elsewhere = with_first(digest, url="https://elsewhere.example/")
    assert lint(elsewhere, day_of_news) == ["entry 1: link is not that of its story: https://elsewhere.example/"]


def test_sections_keep_their_order_and_size(digest: Digest, day_of_news: list[Story]) -> None:
    backwards = tuple(replace(entry, number=number) for number, entry in enumerate(reversed(digest.entries), 1))
    assert lint(replace(digest, entries=backwards), day_of_news) == [
        "sections out of order: cross-border, internet, e-commerce"
    ]
    small = tuple(replace(quota, most=1) for quota in digest.edition.sections)
    assert lint(replace(digest, edition=replace(digest.edition, sections=small)), day_of_news) == [
        "section e-commerce: 2 entries, more than 1",
        "section internet: 2 entries, more than 1",
    ]


def test_two_entries_on_one_event_are_a_fault(digest: Digest, day_of_news: list[Story]) -> None:
    first, *others = digest.entries
    again = replace(first, number=2, stories=("aa02",), event="aa02")
    entries = (replace(first, stories=("aa01",)), again, *(replace(entry, number=entry.number + 1) for entry in others))
    assert "entries 1 and 2 report one event" in lint(replace(digest, entries=entries), day_of_news)
    shared = (first, replace(again, stories=first.stories), *entries[2:])
    assert "entries 1 and 2 share a story" in lint(replace(digest, entries=shared), day_of_news)


def test_an_entry_without_its_story_is_a_fault(digest: Digest, day_of_news: list[Story]) -> None:
    findings = lint(digest, [story for story in day_of_news if story.id != "bb01"])
    assert "entry 2: a story of the event is not among the stories" in findings


MACHINE = {"headline": "libretranslate", "paragraph": "libretranslate"}
TRANSLATED = (
    "Yunshan Mall opens franchises in six cities, Yunzhou, Jiangwan and Baisha among them, and plans to sign the first "
    "120 stores. The terms ask for 650 square metres a store and for a company of the partner's own, which bears rent "
    "and fitting."
)


def in_english(digest: Digest, **fields: Any) -> Digest:
    """The digest with its first entry only, machine-translated."""
    edition = replace(digest.edition, language="en", min_entries=1)
    translated = {
        "headline": "Yunshan Mall opens franchises in six cities",
        "paragraph": TRANSLATED,
        "written": MACHINE,
    }
    first = digest.entries[0]
    entry = replace(first, dateline="On November 20, ", credit=first.attribution.name.en, **(translated | fields))
    return replace(digest, edition=edition, entries=(entry,), highlights=("Yunshan Mall opens franchises",))


def test_translated_entries_are_not_compared(digest: Digest, day_of_news: list[Story]) -> None:
    english = in_english(digest)
    first = english.entries[0]
    second = replace(first, number=2, stories=("aa02",), event="aa02", url=day_of_news[1].url)
    both = replace(english, entries=(replace(first, stories=("aa01",)), second), highlights=english.highlights * 2)
    assert [finding for finding in lint(both, day_of_news) if "credit" not in finding] == []
    shared = replace(both, entries=(first, replace(second, stories=first.stories, url=first.url)))
    assert lint(shared, day_of_news) == ["entries 1 and 2 share a story"]
    shortened = tuple(replace(entry, written={"paragraph": "openai"}) for entry in both.entries)
    assert "entries 1 and 2 report one event" in lint(replace(both, entries=shortened), day_of_news)
