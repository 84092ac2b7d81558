"""Lines of stories, counted by outlet and day."""

from datetime import timedelta

from aggregator.models import Seen


def test_lines_are_counted_with_their_stories_once_each(store, make_story, noon):
    day = timedelta(days=1)
    for number, (at, lines) in enumerate([(noon, [7, -7]), (noon, [7]), (noon + day, [7, 9]), (noon + day, [9])]):
        assert store.stories.save(make_story(number, fetched_at=at), [], None, lines)
    assert not store.stories.save(make_story(1), [], None, [7])  # stored already: it counts once
    store.stories.save(make_story(9, outlet="yuanfan"), [], None, [7])
    seen = store.stories.seen_lines(["harbour", "yuanfan"], noon, noon + 2 * day)
    assert {line: found for line, found in seen["harbour"].items() if line} == {7: Seen(3, 2, 4), 9: Seen(2, 1, 2)}
    assert "yuanfan" not in seen  # seen once: not repeated


def test_a_day_is_counted_from_its_beginning_in_utc_and_not_to_its_end(store, make_story, noon):
    for number, hours in enumerate([-28, -27, 0, 19, 20, 21]):  # 2026-11-18 24:00 is 28 hours before noon in Shanghai
        store.stories.save(make_story(number, fetched_at=noon + timedelta(hours=hours)), [], None, [5])
    found = store.stories.seen_lines(["harbour"], noon, noon + timedelta(hours=20))
    assert found["harbour"][5] == Seen(2, 1, 2)
    assert store.stories.seen_lines([], noon, noon) == {}
