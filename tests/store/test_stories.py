from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import event, func, select, text

from aggregator.errors import StoreError
from aggregator.models import Link, LinkState
from aggregator.store import Provisional
from aggregator.store.schema import bands, refusals, stories
from aggregator.store.stories import HOLDERS


@pytest.fixture
def count(database):
    """Count a table's rows."""

    def rows(table):
        with database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table))

    return rows


@pytest.fixture
def break_links(database):
    """Take away the ledger's table, so that the second half of a transaction must fail."""

    def drop():
        with database.writing() as connection:
            connection.execute(text("DROP TABLE links"))

    return drop


def numbers(found):
    return [int(story.id, 16) for story in found]


def test_a_story_comes_back_as_it_was_saved(store, full_story):
    assert store.stories.save(full_story, [1, 2], "run-1") is True
    found = store.stories.get(full_story.id)
    assert found == full_story
    assert type(found.attribution.kind) is type(full_story.attribution.kind)
    assert type(found.published_precision) is type(full_story.published_precision)


def test_a_story_with_nothing_optional_comes_back(store, database, full_story):
    bare = replace(
        full_story,
        published=None,
        published_precision=None,
        rules={},
        signals={},
        attribution=None,
        section_evidence=(),
    )
    store.stories.save(bare, [], None)
    assert store.stories.get(bare.id) == bare
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM stories WHERE attribution IS NULL")) == 1


def test_an_unknown_story_is_none(store):
    assert store.stories.get("feedfeedfeedfeed") is None


def test_save_settles_the_link(store, full_story, noon):
    store.links.discover([Link(outlet="harbour", url=full_story.url, title="链接")], noon - timedelta(hours=1))
    store.links.mark("harbour", full_story.url, LinkState.FAILED, "503", noon - timedelta(minutes=30))
    store.stories.save(full_story, [], None)
    row = store.links.get("harbour", full_story.url)
    assert (row.state, row.story, row.reason, row.attempts) == (LinkState.STORED, full_story.id, None, 1)
    assert (row.link.title, row.discovered_at, row.changed_at) == ("链接", noon - timedelta(hours=1), noon)


def test_saving_twice_changes_nothing(store, full_story, count):
    assert store.stories.save(full_story, [1, 2], "run-1") is True
    assert store.stories.save(replace(full_story, title="另一个标题"), [3], "run-2") is False
    assert store.stories.get(full_story.id) == full_story
    assert (count(stories), count(bands)) == (1, 2)


def test_a_known_story_found_by_another_link_settles_that_link(store, full_story):
    store.stories.save(full_story, [], None)
    other = replace(full_story, url="https://harbour.example/m/1")
    assert store.stories.save(other, [], None) is False
    assert store.links.get("harbour", other.url).story == full_story.id


def test_save_writes_all_or_nothing(store, full_story, count, break_links):
    break_links()
    with pytest.raises(StoreError):
        store.stories.save(full_story, [1, 2], None)
    assert (count(stories), count(bands)) == (0, 0)


def test_a_copy_of_a_story_that_is_not_there_is_refused_whole(store, full_story, noon, count):
    store.links.discover([Link(outlet="harbour", url=full_story.url)], noon)
    copy = replace(full_story, copy_of="feedfeedfeedfeed", copy_rule="same-text", copy_score=1.0)
    with pytest.raises(StoreError):
        store.stories.save(copy, [1], None)
    assert (count(stories), count(bands)) == (0, 0)
    assert store.links.get("harbour", full_story.url).state is LinkState.DISCOVERED


def test_a_copy_keeps_what_joined_it(store, make_story):
    store.stories.save(make_story(1), [], None)
    copy = make_story(2, copy_of=make_story(1).id, copy_rule="near-copy", copy_score=0.91)
    store.stories.save(copy, [], None)
    assert store.stories.get(copy.id) == copy


def test_times_come_back_in_utc(store, full_story, noon):
    shanghai = timezone(timedelta(hours=8))
    store.stories.save(replace(full_story, fetched_at=noon.astimezone(shanghai)), [], None)
    found = store.stories.get(full_story.id)
    assert found.fetched_at == noon
    assert found.fetched_at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(store, full_story, noon, count):
    with pytest.raises(StoreError, match="without a zone"):
        store.stories.save(replace(full_story, published=noon.replace(tzinfo=None)), [], None)
    assert count(stories) == 0


def test_characters_that_no_engine_stores_are_replaced(store, full_story):
    spoiled = replace(
        full_story, title="题\0", text="文\ud800字\udfff", signals={"a\0": "b\ud800"}, section_evidence=("\0",)
    )
    assert store.stories.save(spoiled, [], None) is True
    found = store.stories.get(full_story.id)
    assert (found.title, found.text) == ("题\ufffd", "文\ufffd字\ufffd")
    assert (found.signals, found.section_evidence) == ({"a\ufffd": "b\ufffd"}, ("\ufffd",))


def test_a_canonical_url_of_any_length(store, make_story):
    long = "https://harbour.example/" + "".join(chr(97 + number * number % 23) for number in range(9000))
    store.stories.save(make_story(1, canonical_url=long), [], None)
    assert store.stories.same(long, "none")[0].id == make_story(1).id


def test_the_earliest_with_a_canonical_url_or_a_fingerprint(store, make_story, noon):
    same = {"canonical_url": "https://harbour.example/one", "fingerprint": "same"}
    for number, hours in ((1, 3), (2, 1), (3, 2)):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(hours=hours), **same), [], None)
    found, by_text = store.stories.same(**same)
    assert found.id == make_story(2).id
    assert by_text == found
    assert (found.title, found.text) == (make_story(2).title, make_story(2).text)
    assert (found.fetched_at, found.published) == (noon + timedelta(hours=1), make_story(2).published)
    assert store.stories.same("https://harbour.example/none", "none") == (None, None)
    assert store.stories.same("https://harbour.example/none", "same") == (None, found)


def test_candidates_share_bands_most_first_then_by_id(store, make_story, noon):
    for number, keys in ((4, [1, 2]), (3, [1, 2]), (2, [1, 2, 3]), (1, [3]), (5, [8, 9])):
        store.stories.save(make_story(number), keys, None)
    assert numbers(store.stories.candidates([1, 2, 3, 7], noon)) == [2, 3, 4, 1]
    assert numbers(store.stories.candidates([1, 2, 3, 7], noon, most=2)) == [2, 3]


def test_candidates_are_stories_fetched_since(store, make_story, noon):
    for number in range(4):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(hours=number)), [1], None)
    assert numbers(store.stories.candidates([1], noon + timedelta(hours=2))) == [2, 3]


def test_candidates_tell_whether_they_are_copies(store, make_story, noon):
    store.stories.save(make_story(1), [1], None)
    store.stories.save(make_story(2, copy_of=make_story(1).id, copy_rule="same-text"), [1], None)
    found = store.stories.candidates([1], noon)
    assert [candidate.copy_of for candidate in found] == [None, make_story(1).id]
    assert found[0].text == make_story(1).text


def test_without_keys_or_without_a_match_there_are_no_candidates(store, make_story, noon):
    store.stories.save(make_story(1), [1], None)
    assert store.stories.candidates([], noon) == []
    assert store.stories.candidates([2], noon) == []


def test_band_keys_are_64_bit_signed_or_not_and_count_once(store, make_story, noon):
    store.stories.save(make_story(1), [2**64 - 1, 2**63, 0, 0], None)
    store.stories.save(make_story(2), [-1, 5], None)
    assert numbers(store.stories.candidates([-1, -(2**63), 2**64 - 1], noon)) == [1, 2]


def test_a_band_that_everybody_has_is_followed_to_its_newest_holders_only(store, make_story, noon):
    for number in range(HOLDERS + 10):
        store.stories.save(make_story(number), [1, 100] if number < 2 else [1], None)
    found = numbers(store.stories.candidates([1, 100], noon, most=1000))
    assert found == [0, 1, *range(10, HOLDERS + 10)]


def test_between_takes_the_published_and_then_the_undated_fetched_in_the_window(store, make_story, noon):
    hour = timedelta(hours=1)
    undated = {"published": None, "published_precision": None}
    times = {
        1: {"published": noon + 2 * hour},
        2: {"published": noon},
        3: {"published": noon + 3 * hour},
        4: {"published": noon - timedelta(microseconds=1)},
        5: {"published": noon + 2 * hour, "fetched_at": noon + 9 * hour},
        6: {"published": noon - hour, "fetched_at": noon + hour},
        7: {**undated, "fetched_at": noon + hour},
        8: {**undated, "fetched_at": noon + 3 * hour},
        9: {**undated, "fetched_at": noon},
    }
    for number in reversed(times):
        store.stories.save(make_story(number, **times[number]), [], None)
    assert numbers(store.stories.between(noon, noon + 3 * hour)) == [2, 1, 5, 7, 9]


def test_all_is_in_order_of_fetching_then_id(store, make_story, noon):
    for number, minutes in ((3, 1), (1, 2), (2, 1), (9, 0)):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(minutes=minutes)), [], None)
    assert numbers(store.stories.all()) == [9, 2, 3, 1]
    bounded = store.stories.all(since=noon + timedelta(minutes=1), until=noon + timedelta(minutes=2))
    assert numbers(bounded) == [2, 3]


def test_all_streams_across_pages_while_others_write(store, make_story, noon):
    for number in range(401):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(seconds=number // 3)), [], None)
    stream = store.stories.all()
    assert numbers([next(stream)]) == [0]
    store.stories.save(make_story(500, fetched_at=noon + timedelta(days=1)), [], None)
    assert numbers(stream) == [*range(1, 401), 500]


def test_refuse_keeps_the_document_and_settles_the_link(store, make_refusal, noon):
    refusal = make_refusal(1)
    store.links.discover([Link(outlet="harbour", url=refusal.url)], noon)
    store.stories.refuse(refusal)
    assert list(store.stories.refusals()) == [refusal]
    row = store.links.get("harbour", refusal.url)
    assert (row.state, row.reason) == (LinkState.REFUSED, "validate: no title")


def test_refuse_writes_all_or_nothing(store, make_refusal, count, break_links):
    break_links()
    with pytest.raises(StoreError):
        store.stories.refuse(make_refusal(1))
    assert count(refusals) == 0


def test_refusals_are_oldest_first_of_one_run_or_all(store, make_refusal, noon):
    for number, (minutes, run) in enumerate([(5, "b"), (1, "a"), (3, "b"), (1, None)]):
        store.stories.refuse(make_refusal(number, at=noon + timedelta(minutes=minutes), run=run))
    every = [refusal.url.rpartition("/")[2] for refusal in store.stories.refusals()]
    assert every == ["1.html", "3.html", "2.html", "0.html"]
    assert [refusal.run for refusal in store.stories.refusals("b")] == ["b", "b"]
    assert list(store.stories.refusals("none")) == []


def test_a_refused_item_with_characters_that_no_engine_stores(store, make_refusal):
    store.stories.refuse(make_refusal(1, item={"text": "a\0", "list": ["\ud800", 1, None, {"x": "\udfff"}]}))
    [found] = store.stories.refusals()
    assert found.item == {"text": "a\ufffd", "list": ["\ufffd", 1, None, {"x": "\ufffd"}]}


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE links SET state = 'lost'",
        "UPDATE links SET state = 'discovered'",
        "UPDATE links SET story = NULL",
        "UPDATE links SET story = 'feedfeedfeedfeed'",
        "UPDATE links SET reason = 'stored and failed'",
        "UPDATE links SET attempts = -1",
        "UPDATE links SET published_precision = 'year'",
        "INSERT INTO links (outlet, url_key, url, state, attempts, discovered_at, changed_at) "
        "SELECT outlet, url_key, url, 'discovered', 0, discovered_at, changed_at FROM links",
        "DELETE FROM stories",
        "UPDATE stories SET language = 'fr'",
        "UPDATE stories SET copy_of = id, copy_rule = 'same-text'",
        "UPDATE stories SET copy_rule = 'same-text'",
        "UPDATE stories SET title = NULL",
        "INSERT INTO bands (key, story) SELECT 1, max(number) + 1 FROM stories",
    ],
)
def test_the_schema_makes_wrong_states_impossible(store, database, full_story, wrong):
    store.stories.save(full_story, [1], None)
    with pytest.raises(StoreError), database.writing() as connection:
        connection.execute(text(wrong))
    assert store.stories.get(full_story.id) == full_story


def credited(story, source):
    return replace(story, attribution=replace(story.attribution, source=source))


def test_provisional_credits_are_told_oldest_first_with_where_they_were_seen(store, make_story, noon):
    later = noon + timedelta(minutes=1)
    store.stories.save(credited(make_story(2, fetched_at=later, outlet="hill"), "label:青山 观察"), [], None)
    store.stories.save(credited(make_story(1), "label:赤松周报"), [], None)
    store.stories.save(credited(make_story(3), "harbour"), [], None)
    store.stories.save(credited(make_story(4), "my-label:x"), [], None)
    store.stories.save(make_story(5, attribution=None), [], None)
    first, second = store.stories.provisional()
    assert first == Provisional("赤松周报", "harbour", make_story(1).url, noon)
    assert second == Provisional("青山 观察", "hill", make_story(2).url, later)
    assert list(store.stories.provisional(later)) == [second]
    assert list(store.stories.provisional(later + timedelta(microseconds=1))) == []


def test_provisional_credits_stream_over_many_pages_and_read_no_text(store, database, make_story, noon):
    for number in range(1, 452):
        store.stories.save(make_story(number, fetched_at=noon + timedelta(seconds=number // 7)), [], None)
    asked = []
    event.listen(database.backend.reader, "before_cursor_execute", lambda *call: asked.append(call[2]))
    urls = [seen.url for seen in store.stories.provisional()]
    assert urls == [make_story(number).url for number in range(1, 452)]
    assert len(asked) == 3
    assert not any("stories.text" in statement or "stories.signals" in statement for statement in asked)
