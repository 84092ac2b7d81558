"""Copies of stories, and which of two stories is the original, on a real store."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from aggregator.copies import text_bands
from aggregator.models import Precision, RawStory
from aggregator.store.bands import MAX_HOLDERS
from pipelines.deduplicate import deduplicate
from pipelines.normalize import normalize

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TEXT = (
    "青禾市市场监督管理局近日发布提示，要求直播带货经营者在春节前完成价格标示自查。提示指出，主播不得以虚假原价诱导下单，"
    "平台应当在七个工作日内处理投诉，并留存直播回放不少于三年。对拒不整改的店铺，该局将依法下架商品并列入重点名单。"
)
EDITED = f"本报讯（记者 林一）{TEXT.replace('近日', '日前').replace('依法', '依规')}（来源：青禾日报）责任编辑：周二"


def made(number, text=TEXT, published=None, **changes):
    raw = RawStory(
        outlet="harbour",
        url=f"https://harbour.example/{number}",
        fetched_at=NOON + timedelta(seconds=number),
        title=f"第{number}条",
        text=text,
        published=published,
        published_precision=Precision.MINUTE if published else None,
    )
    return normalize(replace(raw, **changes))


@pytest.fixture
def take(store):
    """Send a story through the stage and keep it, as the pipelines do; return the linked story."""

    def through(story):
        found = deduplicate(story, store.stories)
        store.stories.save(found, text_bands(found.text, found.language), None)
        return found

    return through


@pytest.fixture
def links(store):
    """Return for each story the number of its original, and the rule."""

    def read():
        number = {story.id: int(story.url.rpartition("/")[2]) for story in store.stories.all()}
        return {number[s.id]: s.copy_of and (number[s.copy_of], s.copy_rule) for s in store.stories.all()}

    return read


def test_copies_are_linked_to_the_first_with_the_rule_and_the_figure(take):
    original = take(made(1))
    near, same = take(made(2, EDITED)), take(made(3, EDITED.replace("，", "， ")))
    assert original.copy_of is None
    assert (near.copy_of, near.copy_rule) == (original.id, "near-copy")
    assert 0.45 <= near.copy_score < 1.0
    assert (same.copy_of, same.copy_rule, same.copy_score) == (original.id, "same-text", 1.0)


@pytest.mark.parametrize(
    ("minutes", "original"),
    [((10, 0), 2), ((0, 10), 1), ((1, 0), 1), ((0, 0), 1), ((None, 0), 1), ((0, None), 1)],
)
def test_the_story_published_clearly_earlier_is_the_original(take, links, minutes, original):
    first, second = (None if m is None else NOON - timedelta(hours=2) + timedelta(minutes=m) for m in minutes)
    take(made(1, TEXT, first))
    take(made(2, EDITED, second))
    assert links() == {original: None, 3 - original: (original, "near-copy")}


def test_a_day_without_a_clock_decides_nothing(take, links):
    take(made(1, TEXT, NOON - timedelta(hours=2)))
    take(made(2, TEXT, NOON - timedelta(hours=12), published_precision=Precision.DAY))
    assert links() == {1: None, 2: (1, "same-text")}


def test_an_original_found_late_takes_over_all_copies_and_later_ones_follow_it(take, links):
    hour = timedelta(hours=1)
    take(made(1, TEXT, NOON - hour))
    take(made(2, EDITED, NOON))
    late = take(made(3, TEXT, NOON - 2 * hour))
    assert (late.copy_of, late.copied_by.rule) == (None, "same-text")
    take(made(4, EDITED, NOON - hour))
    take(made(5, TEXT))
    assert links() == {
        1: (3, "same-text"),
        2: (3, "near-copy"),
        3: None,
        4: (3, "same-text"),
        5: (3, "same-text"),
    }


def test_the_page_named_as_canonical_is_the_original_whatever_the_times(take, links):
    take(made(1, TEXT, NOON - timedelta(hours=2), canonical_url="http://www.harbour.example/2?from=x"))
    take(made(2, "云岭县的茶园昨夜遭遇霜冻，农技人员已赶往各村查看损失，预计春茶减产一成。", NOON))
    take(made(3, TEXT[:90], NOON - timedelta(hours=3), canonical_url="https://m.harbour.example/2"))
    assert links() == {1: (2, "same-url"), 2: None, 3: (2, "same-url")}


def test_a_story_taken_twice_is_not_a_copy_of_itself(take, links):
    take(made(1))
    take(made(2, EDITED))
    assert take(made(1)).copy_of is None
    assert links() == {1: None, 2: (1, "near-copy")}


@pytest.mark.parametrize("text", ["", "字", "！？。", "请登录后查看全文"])
def test_equal_texts_without_content_are_not_copies(take, links, text):
    for number in (1, 2):
        take(made(number, text))
    assert links() == {1: None, 2: None}


def test_hostile_texts_take_bounded_time_and_only_real_copies_are_linked(take, links):
    texts = [
        "字" * 1_000_000,
        "a" * 1_000_000,
        "字a" * 300_000,
        "甲乙 alpha 丙丁 beta 1234 " * 20_000,
        TEXT + "字" * 900_000,
    ]
    start = time.process_time()
    for number, text in enumerate([*texts, TEXT]):
        take(made(number, text))
    assert time.process_time() - start < 5
    assert {number: copy for number, copy in links().items() if copy} == {5: (4, "near-copy")}


def test_a_flood_of_one_text_is_one_group_and_takes_no_longer(take, links):
    flood = 2 * MAX_HOLDERS
    times = [time.process_time()]
    for number in range(flood):
        take(made(number, TEXT))
        times.append(time.process_time())
    assert set(links().values()) == {None, (0, "same-text")}
    assert times[-1] - times[-11] < 5 * (times[21] - times[11])


def test_boilerplate_that_many_stories_share_joins_none_of_them(take, links):
    """The shared half is enough to be a candidate, and after some dozens it is not even looked up."""
    for number in range(3 * MAX_HOLDERS):
        own = "".join(map(chr, Random(number).choices(range(0x4E00, 0x9FA0), k=150)))
        take(made(number, f"{own}。{TEXT[:100]}"))
    assert set(links().values()) == {None}


def test_edits_of_one_text_are_still_found_among_many(take, links):
    take(made(0, TEXT))
    for number in range(1, 3 * MAX_HOLDERS):
        at = number % 90
        take(made(number, TEXT[:at] + chr(0x4E00 + number) + TEXT[at + 1 :]))
    assert {copy and copy[0] for copy in links().values()} == {None, 0}
    assert [number for number, copy in links().items() if not copy] == [0]
