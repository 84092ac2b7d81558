"""The stages that need no crawler, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from aggregator.models import Precision, RawStory
from pipelines.normalize import normalize
from pipelines.validate import fault

FETCHED = datetime(2026, 11, 20, 9, 45, tzinfo=UTC)
TEXT = "云杉软件公司今天发布新版本，新版本支持多种语言，已有三十家企业试用，计划下月向全部客户开放。"
RAW = RawStory(
    outlet="here",
    url="https://www.example.org/story/1?utm_source=x",
    fetched_at=FETCHED,
    title="云杉软件发布新版本",
    text=TEXT,
    published=datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    published_precision=Precision.MINUTE,
    published_raw="2026-11-20 09:00",
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"title": None}, "no title"),
        ({"title": " ！— "}, "no title"),
        ({"title": "长" * 301}, "title too long"),
        ({"text": ""}, "no text"),
        ({"text": "，。！" * 100}, "no text"),
        ({"text": "正在加载"}, "no text"),
        ({"url": "javascript:alert(1)"}, "no web address"),
        ({"url": "ftp://example.org/a"}, "no web address"),
    ],
)
def test_what_cannot_be_a_story_is_refused_with_the_reason(change, reason):
    assert fault(replace(RAW, **change)) == reason


def test_what_a_page_prints_has_no_hidden_characters():
    hidden = "\u202e青石\u200b报\x1b[31m\ud800"
    story = normalize(
        replace(RAW, source_label=hidden, author="\u2066", editor=hidden, signals={"meta:source": hidden})
    )
    assert (story.source_label, story.author, story.editor) == ("青石报[31m", None, "青石报[31m")
    assert story.signals == {"meta:source": "青石报[31m"}


def test_times_become_utc_and_keep_precision_and_raw_string():
    story = normalize(RAW)
    assert story.published == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert story.published.utcoffset() == timedelta(0)
    assert (story.published_precision, story.published_raw) == (Precision.MINUTE, "2026-11-20 09:00")


@pytest.mark.parametrize(
    ("ahead", "kept"),
    [
        (timedelta(minutes=-1), FETCHED - timedelta(minutes=1)),
        (timedelta(minutes=10), FETCHED),
        (timedelta(minutes=16), None),
        (timedelta(days=1), None),
    ],
)
def test_nothing_is_dated_in_the_future(ahead, kept):
    story = normalize(replace(RAW, published=FETCHED + ahead))
    assert story.published == kept
    assert (story.published_precision is None) == (kept is None)
    assert story.published_raw == RAW.published_raw


def test_tracking_parameters_do_not_make_another_story():
    assert normalize(RAW).id == normalize(replace(RAW, url="http://www.example.org/story/1")).id
    assert normalize(RAW).id != normalize(replace(RAW, url="https://www.example.org/story/2")).id


def test_fingerprint_depends_on_words_alone():
    spaced = replace(RAW, text=TEXT.replace("，", "， ").replace("。", "！\n"))
    assert normalize(RAW).fingerprint == normalize(spaced).fingerprint
    assert normalize(RAW).fingerprint != normalize(replace(RAW, text=TEXT.replace("三十", "四十"))).fingerprint
