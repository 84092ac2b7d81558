from datetime import timedelta

import pytest

from aggregator.models import Link, LinkState, Precision
from aggregator.store import open_store
from aggregator.urls import story_id


def link(number, **changes):
    return Link(**{"outlet": "harbour", "url": f"https://harbour.example/{number}", **changes})


def urls(links):
    return [found.url.rpartition("/")[2] for found in links]


@pytest.fixture
def pending(store, noon):
    """The pending links of the outlet: three attempts, long after any failure."""
    return lambda outlet="harbour": store.links.pending(outlet, 3, noon + timedelta(days=1))


def test_discover_returns_new_links_in_the_order_announced(store, noon):
    assert urls(store.links.discover([link(2), link(9), link(1)], noon)) == ["2", "9", "1"]
    again = store.links.discover([link(3), link(9), link(0), link(2)], noon)
    assert urls(again) == ["3", "0"]


def test_discover_of_nothing_and_of_nothing_new(store, noon):
    assert store.links.discover([], noon) == []
    store.links.discover([link(1)], noon)
    assert store.links.discover([link(1)], noon) == []


def test_of_two_announcements_of_one_url_the_first_counts(store, noon, pending):
    first, second = link(1, title="先"), link(1, title="后")
    assert store.links.discover([first, second], noon) == [first]
    assert pending() == [first]


def test_one_url_of_two_outlets_is_two_links(store, noon, pending):
    both = [link(1), link(1, outlet="hill")]
    assert store.links.discover(both, noon) == both
    assert pending("harbour") == both[:1]
    assert pending("hill") == both[1:]


VARIANTS = (
    "http://www.harbour.example/a/1.html",
    "https://harbour.example/a/1.html?utm_source=feed&from=list",
    "https://m.harbour.example/a/1.html",
    "https://amp.harbour.example/amp/a/1.html",
    "https://harbour.example/a/1.amp.html#top",
)


def test_a_variant_of_a_known_address_is_known(store, noon, pending):
    first = [Link(outlet="harbour", url=url) for url in VARIANTS[:2]]
    assert store.links.discover(first, noon) == first[:1]
    for url in VARIANTS:
        assert store.links.discover([Link(outlet="harbour", url=url)], noon) == []
        assert store.links.get("harbour", url).link.url == VARIANTS[0]
    store.links.mark("harbour", VARIANTS[-1], LinkState.GONE, "404", noon)
    assert pending() == []


def test_a_link_whose_story_another_outlet_brought_is_stored_at_once(store, noon, pending, make_story):
    story = make_story(1, id=story_id(VARIANTS[0]), url=VARIANTS[0])
    store.stories.save(story, [], None)
    later = noon + timedelta(hours=1)
    others = [link(2, outlet="hill"), Link(outlet="hill", url=VARIANTS[2]), link(3, outlet="hill")]
    assert store.links.discover(others, later) == [others[0], others[2]]
    row = store.links.get("hill", VARIANTS[2])
    assert (row.state, row.story, row.changed_at) == (LinkState.STORED, story.id, later)
    assert pending("hill") == [others[0], others[2]]
    assert store.links.discover(others, later) == []


def test_discover_a_long_list(store, noon, pending):
    many = [link(number) for number in range(3000)]
    assert store.links.discover(many, noon) == many
    assert pending() == many


def test_a_pending_link_has_all_that_was_announced_but_the_content(store, noon, pending):
    announced = link(
        1,
        title="海港集市开张",
        published=noon,
        published_precision=Precision.DAY,
        published_raw="11月20日",
        source_label="远帆财经",
        author="林一舟",
        section="internet",
        content="<p>正文</p>",
    )
    assert store.links.discover([announced], noon)[0].content == "<p>正文</p>"
    [found] = pending()
    assert found == Link(**{**{name: getattr(announced, name) for name in Link.__slots__}, "content": None})
    assert isinstance(found.published_precision, Precision)


def test_a_url_of_any_length_is_a_link(store, noon, pending):
    long = [link("a" * 9000 + str(number)) for number in range(2)]
    assert store.links.discover(long, noon) == long
    assert pending() == long


def test_pending_is_oldest_first_whatever_the_order_of_writing(store, noon, pending):
    store.links.discover([link(5), link(4)], noon)
    store.links.discover([link(7)], noon - timedelta(hours=1))
    assert urls(pending()) == ["7", "5", "4"]


def test_failed_links_come_last_until_they_have_failed_too_often(store, noon, pending):
    store.links.discover([link(1), link(2)], noon)
    for attempt in range(1, 4):
        assert urls(pending()) == ["2", "1"] if attempt > 1 else ["1", "2"]
        store.links.mark("harbour", link(1).url, LinkState.FAILED, "503", noon)
        assert store.links.get("harbour", link(1).url).attempts == attempt
    assert urls(pending()) == ["2"]


def test_a_link_that_failed_just_now_is_not_pending(store, noon):
    store.links.mark("harbour", link(1).url, LinkState.FAILED, "503", noon)
    assert store.links.pending("harbour", 3, noon) == []
    assert urls(store.links.pending("harbour", 3, noon + timedelta(seconds=1))) == ["1"]


@pytest.mark.parametrize("state", [LinkState.GONE, LinkState.REFUSED])
def test_gone_and_refused_links_are_not_pending(store, noon, pending, state):
    store.links.discover([link(1)], noon)
    store.links.mark("harbour", link(1).url, state, "404", noon)
    assert pending() == []
    assert store.links.get("harbour", link(1).url).attempts == 0


def test_a_row_has_state_reason_attempts_and_times(store, noon):
    store.links.discover([link(1, title="题")], noon)
    later = noon + timedelta(minutes=5)
    store.links.mark("harbour", link(1).url, LinkState.FAILED, "timed out", later)
    row = store.links.get("harbour", link(1).url)
    assert (row.link.title, row.state, row.reason, row.attempts) == ("题", LinkState.FAILED, "timed out", 1)
    assert (row.discovered_at, row.changed_at, row.story) == (noon, later, None)
    assert row.changed_at.tzinfo is not None


def test_mark_writes_a_link_nobody_announced(store, noon):
    store.links.mark("harbour", link(8).url, LinkState.GONE, "410", noon)
    assert store.links.get("harbour", link(8).url).state is LinkState.GONE


def test_mark_leaves_a_stored_link_alone(store, noon, make_story):
    story = make_story(1)
    store.stories.save(story, [], None)
    store.links.mark("harbour", story.url, LinkState.FAILED, "503", noon)
    row = store.links.get("harbour", story.url)
    assert (row.state, row.story, row.reason, row.attempts) == (LinkState.STORED, story.id, None, 0)


@pytest.mark.parametrize("state", [LinkState.DISCOVERED, LinkState.STORED])
def test_mark_refuses_the_states_that_others_set(store, noon, state):
    with pytest.raises(ValueError, match=state):
        store.links.mark("harbour", link(1).url, state, "x", noon)


def test_an_unknown_link_has_no_row(store):
    assert store.links.get("harbour", link(1).url) is None


def test_the_ledger_outlives_the_process(store_url, noon):
    first = open_store(store_url)
    first.links.discover([link(1)], noon)
    first.close()
    second = open_store(store_url)
    assert second.links.discover([link(1), link(2)], noon) == [link(2)]
    second.close()


def test_characters_that_no_engine_stores_are_replaced(store, noon, pending):
    spoiled = link("a\0b\ud800", title="题\0\udfff")
    assert store.links.discover([spoiled], noon) == [spoiled]
    assert store.links.discover([spoiled], noon) == []
    assert pending() == [link("a\ufffdb\ufffd", title="题\ufffd\ufffd")]
    assert store.links.get("harbour", spoiled.url).state is LinkState.DISCOVERED


def test_unread_links_wait_until_they_are_given_up(store, noon):
    store.links.discover([link(1), link(2), link(3), link(4, outlet="hill")], noon)
    for minute in range(3):
        store.links.mark("harbour", link(1).url, LinkState.FAILED, "HTTP 500", noon + timedelta(minutes=minute))
    store.links.mark("harbour", link(2).url, LinkState.GONE, "HTTP 404", noon)
    assert urls(row.link for row in store.links.unread("harbour")) == ["1", "3"]
    assert [row.link.outlet for row in store.links.unread()] == ["harbour", "harbour", "hill"]
    assert store.links.count_unread("harbour", 3, noon) == (1, 1)
    assert store.links.count_unread("harbour", 4, noon) == (2, 0)
    assert store.links.count_unread("harbour", 3, noon + timedelta(minutes=3)) == (1, 0)
