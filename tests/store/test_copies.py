"""How the store finds the story that a new one repeats, by URL, text or bands, and which of the two is the original."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aggregator.models import Repeat
from aggregator.store.bands import MAX_HOLDERS
from aggregator.store.schema import bands, stories
from aggregator.urls import story_id


@pytest.fixture
def look_up(store, noon):
    """Look up candidates in the month of the tests' stories."""
    return lambda keys, **limit: store.stories.candidates(keys, noon, noon, **limit)


def numbers(found):
    return [int(story.id, 16) for story in found]


def test_a_canonical_url_of_any_length(store, make_story):
    long = "https://harbour.example/" + "".join(chr(97 + number * number % 23) for number in range(9000))
    store.stories.save(make_story(1, canonical_url=long), [], None)
    assert store.stories.same(long, "none")[0].id == make_story(1).id


def test_the_first_stored_with_a_canonical_url_or_a_fingerprint(store, make_story, noon):
    same = {"canonical_url": "https://harbour.example/one", "fingerprint": "same"}
    for number, hours in ((2, 1), (1, 3), (3, 0)):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(hours=hours), **same), [], None)
    found, by_text = store.stories.same(**same)
    assert found.id == make_story(2).id
    assert by_text == found
    assert (found.title, found.text) == (make_story(2).title, make_story(2).text)
    assert (found.fetched_at, found.published) == (noon + timedelta(hours=1), make_story(2).published)
    assert store.stories.same("https://harbour.example/none", "none") == (None, None)
    assert store.stories.same("https://harbour.example/none", "same") == (None, found)


def test_a_canonical_url_is_found_by_its_variants_and_the_story_at_it_comes_first(store, make_story):
    store.stories.save(make_story(1, canonical_url="http://www.harbour.example/one?utm_source=x"), [], None)
    assert store.stories.same("https://m.harbour.example/one", "none")[0].id == make_story(1).id
    there = make_story(2, id=story_id("https://harbour.example/one"), canonical_url="https://harbour.example/two")
    store.stories.save(there, [], None)
    assert store.stories.same("https://m.harbour.example/one", "none")[0].id == there.id


def test_texts_without_letters_are_not_the_same(store, make_story):
    store.stories.save(make_story(1, fingerprint=""), [], None)
    assert store.stories.same("https://harbour.example/none", "") == (None, None)


def test_candidates_share_bands_most_first_then_first_stored(store, make_story, look_up):
    for number, keys in ((2, [1, 2]), (3, [1, 2]), (4, [1, 2, 3]), (1, [3]), (5, [8, 9])):
        store.stories.save(make_story(number), keys, None)
    assert numbers(look_up([1, 2, 3, 7])) == [4, 2, 3, 1]
    assert numbers(look_up([1, 2, 3, 7], limit=2)) == [4, 2]


def test_candidates_are_of_the_months_that_the_time_touches(store, make_story):
    def day(month, day, year=2026):
        return datetime(year, month, day, tzinfo=UTC)

    for number, at in enumerate([day(10, 31), day(11, 1), day(12, 31), day(1, 1, 2027), day(2, 1, 2027)]):
        store.stories.save(make_story(number, fetched_at=at), [1], None)
    assert numbers(store.stories.candidates([1], day(11, 20), day(11, 27))) == [1]
    assert numbers(store.stories.candidates([1], day(10, 28), day(11, 4))) == [0, 1]
    assert numbers(store.stories.candidates([1], day(12, 25), day(1, 1, 2027))) == [2, 3]
    assert numbers(store.stories.candidates([1], day(10, 1), day(2, 28, 2027))) == [0, 1, 2, 3, 4]


def test_a_month_begins_in_utc(store, make_story):
    shanghai = timezone(timedelta(hours=8))
    store.stories.save(make_story(1, fetched_at=datetime(2026, 12, 1, 7, 59, tzinfo=shanghai)), [1], None)
    november = datetime(2026, 11, 30, tzinfo=UTC)
    assert numbers(store.stories.candidates([1], november, november)) == [1]


def test_candidates_say_whether_they_are_copies(store, make_story, look_up):
    store.stories.save(make_story(1), [1], None)
    store.stories.save(make_story(2, copy_of=make_story(1).id, copy_rule="same-text"), [2], None)
    found = look_up([1, 2])
    assert [candidate.copy_of for candidate in found] == [None, make_story(1).id]
    assert found[0].text == make_story(1).text


def test_without_keys_or_without_a_match_there_are_no_candidates(store, make_story, look_up):
    store.stories.save(make_story(1), [1], None)
    assert look_up([]) == []
    assert look_up([2]) == []


def test_band_keys_are_32_bit_and_count_once(store, make_story, look_up):
    store.stories.save(make_story(1), [2**31 - 1, -(2**31), 0, 0], None)
    store.stories.save(make_story(2), [2**31 - 1, 5], None)
    assert numbers(look_up([2**31 - 1, 2**31 - 1, -(2**31)])) == [1, 2]


def test_a_band_of_too_many_stories_does_not_count(store, make_story, look_up):
    for number in range(MAX_HOLDERS):
        store.stories.save(make_story(number), [1, 100] if number < 2 else [1], None)
    assert numbers(look_up([1, 100], limit=1000)) == [*range(MAX_HOLDERS)]
    store.stories.save(make_story(MAX_HOLDERS), [1], None)
    assert numbers(look_up([1, 100], limit=1000)) == [0, 1]


def test_a_copy_adds_only_the_bands_that_its_original_lacks(store, make_story, look_up, count):
    store.stories.save(make_story(1), [1, 2], None)
    for number in range(2, MAX_HOLDERS + 9):
        copy = make_story(number, copy_of=make_story(1).id, copy_rule="near-copy", copy_score=0.9)
        store.stories.save(copy, [1, 2, 1000 + number], None)
    assert count(bands) == 2 + MAX_HOLDERS + 7
    assert numbers(look_up([1, 2])) == [1]
    assert numbers(look_up([2, 1005])) == [1, 5]


def test_a_copy_of_a_story_of_last_month_has_all_its_bands(store, make_story, noon):
    store.stories.save(make_story(1, fetched_at=noon - timedelta(days=25)), [1], None)
    store.stories.save(make_story(2, copy_of=make_story(1).id, copy_rule="near-copy"), [1], None)
    assert numbers(store.stories.candidates([1], noon, noon)) == [2]


def test_bands_of_past_months_are_dropped_and_the_stories_stay(store, make_story, noon, count):
    for number, days in enumerate([60, 25, 0]):
        store.stories.save(make_story(number, fetched_at=noon - timedelta(days=days)), [1, 2], None)
    assert store.stories.drop_bands(noon - timedelta(days=25)) == 2
    assert (count(bands), count(stories)) == (4, 3)
    assert store.stories.drop_bands(noon) == 2
    assert store.stories.drop_bands(noon) == 0
    assert numbers(store.stories.candidates([1], noon - timedelta(days=60), noon)) == [2]


def test_an_original_found_late_takes_over_the_copies_of_the_previous_one(store, make_story):
    first, second = make_story(1), make_story(2, copy_of=make_story(1).id, copy_rule="near-copy", copy_score=0.8)
    store.stories.save(first, [], None)
    store.stories.save(second, [], None)
    store.stories.save(make_story(4), [], None)
    store.stories.save(make_story(3, copied_by=Repeat(first.id, "same-text", 1.0)), [], None)
    found = {int(story.id, 16): (story.copy_of, story.copy_rule, story.copy_score) for story in store.stories.all()}
    third = make_story(3).id
    assert found == {
        1: (third, "same-text", 1.0),
        2: (third, "near-copy", 0.8),
        3: (None, None, None),
        4: (None, None, None),
    }
    assert store.stories.get(third).copied_by is None


def test_a_known_story_takes_nothing_over(store, make_story):
    store.stories.save(make_story(1), [], None)
    store.stories.save(make_story(2), [], None)
    store.stories.save(make_story(2, copied_by=Repeat(make_story(1).id, "same-text", 1.0)), [], None)
    assert store.stories.get(make_story(1).id).copy_of is None
