"""Grouping at its edges: any order, regrouping, look-alikes, round-ups, hostile and boilerplate texts."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.events.candidates import MAX_SPREAD
from aggregator.events.grouping import group_events
from aggregator.models import Language, Story
from aggregator.text import language_of

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
WORDS = (
    "fire",
    "Maple",
    "heaters",
    "strike",
    "Lisbon",
    "Ruiz",
    "cup",
    "400",
    "12 million",
    "鲸落",
    "融资",
    "地铁",
    "1.2亿元",
)


def story(
    name: str,
    title: str,
    text: str,
    hours: float | None = 0,
    outlet: str | None = None,
    language: Language | None = None,
) -> Story:
    return Story(
        id=name,
        outlet=outlet or f"outlet-{name}",
        url=f"https://n.example/{name}",
        canonical_url=f"https://n.example/{name}",
        title=title,
        text=text,
        language=language or language_of(text or title),
        fetched_at=MORNING,
        published=None if hours is None else MORNING + timedelta(hours=hours),
    )


def names(groups: Sequence[tuple[Story, ...]]) -> list[set[str]]:
    return [{member.id for member in group} for group in groups]


sentences = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
days = st.lists(st.tuples(sentences, sentences, st.none() | st.floats(0, 200), st.sampled_from("ab")), max_size=12)


@settings(deadline=None, max_examples=60)
@given(days, st.randoms(use_true_random=False))
def test_neither_the_order_nor_regrouping_changes_the_groups(
    drawn: list[tuple[str, str, float | None, str]], rng: random.Random
) -> None:
    stories = [story(f"s{at:02}", title, text, hours, outlet) for at, (title, text, hours, outlet) in enumerate(drawn)]
    groups = group_events(stories)
    shuffled = rng.sample(stories, len(stories))
    assert group_events(shuffled) == groups
    assert group_events([member for group in groups for member in group]) == groups
    assert sorted(member.id for group in groups for member in group) == [story.id for story in stories]


RUIZ = (
    "Champion Boris Dragan kept his heavyweight titles by stopping Pablo Ruiz in Lisbon in the seventh round.",
    "Dragan, the heavyweight champion, knocked out Ruiz at Alvarez Hall; a left hook ended it after seven rounds.",
    "At Alvarez Hall in Lisbon Pablo Ruiz went down under a left hook, and Dragan remains heavyweight champion.",
    "Ruiz never hurt Boris Dragan in Lisbon: the left hook of the champion was too quick, his titles are safe.",
    "Twelve thousand in Lisbon saw the left hook with which champion Dragan dropped Pablo Ruiz in the seventh.",
)
OKOYE = (
    "Boris Dragan beats Okoye at Harbour Bay to remain heavyweight champion.",
    "It took a body shot in the third for Dragan to put Sam Okoye away and defend his titles in the Dock Arena.",
    "Okoye folded under a body shot; champion Boris Dragan celebrated with the Dock Arena crowd at Harbour Bay.",
    "The heavyweight titles stay with champion Dragan, whose body shot left Sam Okoye on his knees at Harbour Bay.",
    "Sam Okoye lasted three rounds in the Dock Arena before the body shot by heavyweight champion Dragan.",
)


def test_two_fights_of_one_champion_are_two_events() -> None:
    stories = [
        story(f"{name}{at}", text.split(",")[0][:60], text, at)
        for name, texts in (("r", RUIZ), ("o", OKOYE))
        for at, text in enumerate(texts)
    ]
    assert {frozenset(group) for group in names(group_events(stories))} == {
        frozenset(f"{name}{at}" for at in range(5)) for name in "ro"
    }


FIRE = (
    "Twelve hurt in fire at Maple works in Riverton",
    "A fire at the Maple heater works in Riverton hurt twelve workers. Owen Hale runs the works.",
)


def test_a_story_days_later_does_not_join() -> None:
    near, far = story("b", *FIRE, 71), story("c", *FIRE, 150)
    assert names(group_events([story("a", *FIRE, 0), near, far])) == [{"a", "b"}, {"c"}]


def test_old_stories_do_not_crowd_out_new_candidates() -> None:
    old = [story(f"old{at}", *FIRE, at - 200) for at in range(8)]
    later = "Twelve workers of Maple were hurt when the heater works in Riverton burnt, Owen Hale said."
    now = [story("a", *FIRE, 0), story("b", "Maple works burn, twelve hurt", later, 1)]
    assert {"a", "b"} in names(group_events([*old, *now]))


ROUND_UP = "\n".join(
    (
        f"1. {FIRE[1]}",
        "2. Lisbon trams stop as drivers strike over pensions, stranding commuters.",
        "3. Goalkeeper Ana Ruiz saves three penalties and wins the cup for Harbour Bay.",
        "4. Physicist Mara Lind becomes chancellor of Greenfield University next spring.",
        "5. Snow closes the Alder Pass; ploughs are due before Wednesday, the canton says.",
    )
)


def test_a_round_up_does_not_join() -> None:
    digest = story("d", "Friday", ROUND_UP, 1)
    assert {"d"} in names(group_events([story("a", *FIRE, 0), story("b", *FIRE, 2), digest]))


def test_many_round_ups_do_not_separate_the_stories_that_they_name() -> None:
    digests = [story(f"d{number}", "Friday", ROUND_UP, number / 10) for number in range(MAX_SPREAD)]
    fire = [story("a", *FIRE, 7), story("b", "Maple works burn, twelve hurt", FIRE[1], 8)]
    assert {"a", "b"} in names(group_events([*fire, *digests]))


def test_one_story_in_two_languages_is_two_events() -> None:
    text = "Maple Riverton Owen Hale 400 1.2"
    assert len(group_events([story("a", text, text, 0, language="en"), story("b", text, text, 0, language="zh")])) == 2


BOILERPLATE = {
    "en": "Please enable JavaScript and cookies in your browser to read this page. Contact support if this goes on.",
    "zh": "请在浏览器中启用脚本与缓存后重新打开本页。如仍无法阅读，请联系客服热线，感谢您的理解与支持。",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ten_thousand_identical_texts_are_not_one_event(language: Language) -> None:
    stories = [story(f"s{at:05}", f"{at}", BOILERPLATE[language], at / 400) for at in range(10_000)]
    start = time.process_time()
    assert len(group_events(stories)) == 10_000
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    "text", ["", "字", "a", "字" * 1_000_000, "a" * 1_000_000, "Ａ字a" * 200_000, "\u200b", "🦊" * 90_000]
)
def test_empty_and_hostile_texts_do_not_join_and_take_bounded_time(text: str) -> None:
    stories = [story(f"s{at}", title, text, at) for at, title in enumerate(("", "一", "two", text[:200]))]
    start = time.process_time()
    assert len(group_events([*stories, story("fire", *FIRE)])) >= 4
    assert {"fire"} in names(group_events([*stories, story("fire", *FIRE)]))
    assert time.process_time() - start < 5
