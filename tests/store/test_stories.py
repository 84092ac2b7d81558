from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import event, text

from aggregator.errors import StoreError
from aggregator.models import Link, LinkState
from aggregator.store import Provisional
from aggregator.store.schema import bands, refusals, stories


@pytest.fixture
def break_links(database):
    """Drop the ledger's table, so that the second half of a transaction fails."""

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


def test_a_copy_keeps_rule_and_score(store, make_story):
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
        "INSERT INTO bands (month, key, story) SELECT 202611, 1, max(number) + 1 FROM stories",
    ],
)
def test_the_schema_makes_wrong_states_impossible(store, database, full_story, wrong):
    store.stories.save(full_story, [1], None)
    with pytest.raises(StoreError), database.writing() as connection:
        connection.execute(text(wrong))
    assert store.stories.get(full_story.id) == full_story


def credited(story, source):
    return replace(story, attribution=replace(story.attribution, source=source))


def test_provisional_credits_come_oldest_first_with_outlet_and_url(store, make_story, noon):
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


def test_held_takes_the_stories_under_an_embargo(store, make_story, noon):
    held = make_story(1, title="【禁发至20日15:00】海港集市免收服务费", published=noon)
    for story in (held, make_story(2, published=noon), replace(make_story(3), title=held.title, published=None)):
        store.stories.save(story, [], None)
    assert store.stories.held(noon, noon + timedelta(hours=1)) == [held]
    assert store.stories.held(noon - timedelta(days=9), noon) == []
