"""English stories: rarity of terms, similarity, vetoes, and look-alikes inside a cluster."""

from __future__ import annotations

import time
from functools import partial
from math import isclose

import pytest

from aggregator.events.likeness import StoryText, same_event
from aggregator.events.likeness.english import cosine, ordered_terms, read
from aggregator.events.likeness.rarity import Rarity, count, from_bytes, shipped, to_bytes
from aggregator.events.likeness.splitting import split
from tests.events.fights import OKOYE, RUIZ
from tests.events.pairs import similarity as similarity_of

similarity = partial(similarity_of, language="en")

FIRE = (
    "Fire destroys Maple heater works near Riverton",
    "A fire destroyed the Maple heater works near Riverton on Friday, injuring twelve workers. Owen Hale, who runs the"
    " works, said the blaze began in a paint store.",
)
BLAZE = (
    "Twelve hurt in blaze at Riverton factory",
    "Twelve workers were hurt when a blaze swept through a factory of Maple, the maker of heaters, outside Riverton."
    " Chief executive Owen Hale said paint had caught fire.",
)


def test_one_event_in_other_words() -> None:
    assert similarity(FIRE, BLAZE).same
    assert similarity(FIRE, BLAZE).vetoes == ()


def test_names_weigh_more_than_other_words() -> None:
    same_names = similarity(("", "Owen Hale opened the show in Riverton."), ("", "We saw Owen Hale sing at Riverton."))
    same_words = similarity(
        ("", "Owen Hale opened the show in Riverton."), ("", "Mara Lind opened the show in Harbour.")
    )
    assert same_names.score > same_words.score


REPORT = "{0} reported revenue of ${1} million for the {2} quarter. Revenue came from online orders and new warehouses."
HIRING = "{0} opens a warehouse near {1}. {0} will hire {2} packers for the new warehouse, it said."
LOOK_ALIKES = {
    "periods": (
        ("Northwind reports first quarter revenue", REPORT.format("Northwind", 12, "first")),
        ("Northwind reports second quarter revenue", REPORT.format("Northwind", 14, "second")),
    ),
    "names": (
        ("Northwind opens warehouse near Leipzig", HIRING.format("Northwind", "Leipzig", 400)),
        ("Acme opens warehouse near Porto", HIRING.format("Acme", "Porto", 90)),
    ),
    "money": (
        ("Northwind reports quarter revenue", REPORT.format("Northwind", 12, "last")),
        ("Northwind reports quarter revenue", REPORT.format("Northwind", 31, "last")),
    ),
}


@pytest.mark.parametrize(("veto", "pair"), LOOK_ALIKES.items(), ids=LOOK_ALIKES.keys())
def test_look_alikes_are_vetoed(veto: str, pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    found = similarity(*pair)
    assert veto in found.vetoes
    assert not found.same


def test_stories_days_apart_or_in_other_languages_are_different_events() -> None:
    assert similarity(FIRE, BLAZE, hours=73).vetoes == ("days apart",)
    assert same_event(StoryText(*FIRE, None, "en"), StoryText(*FIRE, None, "zh")).score == 0


def test_a_headline_that_the_text_repeats_counts_once() -> None:
    title, text = FIRE
    assert read(title, f"{title}\n{text}").vector == read(title, text).vector


def test_a_story_is_wholly_like_itself_and_one_without_words_is_like_none() -> None:
    story, empty = read(*FIRE), read("", "")
    assert isclose(cosine(story, story), 1)
    assert empty.vector == read("?!", "...").vector == {}
    assert cosine(story, empty) == cosine(empty, empty) == 0


def test_a_table_reads_back_as_written_and_equal_counts_give_equal_bytes() -> None:
    stories = [(f"event {at % 4}", frozenset({"fire", f"name{at % 4}", f"only{at}"})) for at in range(12)]
    table = count(stories)
    assert table == Rarity(12, {"fire": 12}), "the names of one event are left out, however often they occur"
    assert from_bytes(to_bytes(table)) == table
    assert to_bytes(count(stories[::-1])) == to_bytes(table)


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    table = Rarity(99, {"fire": 99, "blaze": 9})
    assert table.weigh("fire") == 1
    assert table.weigh("fire") < table.weigh("blaze") < table.weigh("never seen")


def test_the_shipped_table_is_small_and_knows_common_words() -> None:
    assert shipped().documents > 500
    assert len(to_bytes(shipped())) < 300_000
    assert shipped().weigh("official") < shipped().weigh("qzx")


def test_terms_are_words_and_neighbouring_pairs_without_the_common_ones() -> None:
    assert ordered_terms("The heaters of Maple") == ["heater", "maple", "heater maple"]


def test_two_look_alike_events_in_one_cluster_are_split() -> None:
    mixed = [text for pair in zip(RUIZ, OKOYE, strict=True) for text in pair]
    assert split([read("", text).vector for text in mixed]) == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]]


MORE = (
    "Pablo Ruiz lost in Lisbon: a left hook in the seventh round, and the titles stay with Boris Dragan.",
    "With a left hook at Alvarez Hall champion Dragan sent Ruiz to the floor in the seventh, and Lisbon cheered.",
    "Seventh round, left hook, Ruiz down: Boris Dragan keeps his heavyweight titles at Alvarez Hall in Lisbon.",
    "Pablo Ruiz, dropped by a left hook of Dragan in the seventh, left Alvarez Hall on his feet.",
)


def test_one_event_and_a_small_cluster_are_not_split() -> None:
    assert split([read("", text).vector for text in (*RUIZ, *MORE)]) == [list(range(9))]
    assert split([read("", text).vector for text in (*RUIZ[:3], *OKOYE[:3])]) == [list(range(6))]
    assert split([]) == [[]]


@pytest.mark.parametrize(
    "text", ["", "a", "a" * 1_000_000, "A" * 1_000_000, "a b " * 300_000, ". " * 500_000, "1" * 900_000]
)
def test_hostile_stories_take_bounded_time_and_do_not_join(text: str) -> None:
    start = time.process_time()
    assert not similarity((text, text), FIRE).same
    assert not similarity(("", text), ("", "")).same
    assert time.process_time() - start < 1
