"""A digest cut into messages: nothing lost, nothing too long, no entry broken that fits."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.formats.text import render
from aggregator.models import AmendmentKind, Revised
from aggregator.publish.parts import blocks, cut, numbered_parts
from tests.publish.editions import make_digest

SIZES = st.integers(100, 3000)
TEXTS = st.text(st.sampled_from("云杉商城a1 。；！.?\n（）、\u2028😀é"), max_size=1500)


def size(text):
    return len(text.encode())


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_parts_of_any_text_join_to_it_and_keep_to_the_limit(text, limit):
    parts = cut(text, limit)
    assert "".join(parts) == text
    assert all(0 < size(part) <= limit for part in parts)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), SIZES, st.booleans())
def test_parts_of_a_digest_end_where_an_entry_ends_unless_the_entry_is_too_long(entries, limit, wordy):
    text = render(make_digest(entries=entries, words="云杉" * (40 if wordy else 1)))
    parts = cut(text, limit)
    assert "".join(parts) == text
    ends = set(accumulate(map(len, blocks(text))))
    for at, part in zip(accumulate(map(len, parts)), parts, strict=True):
        assert size(part) <= limit
        if at not in ends:
            start, end = max({0, *(end for end in ends if end < at)}), min(end for end in ends if end > at)
            assert size(text[start:end]) > limit
            assert text[at - 1] in "。；…\n" or size(sentence_around(text, at)) > limit


def sentence_around(text, at):
    return re.search(r"[^。；…\n]*$", text[:at]).group() + re.match(r"[^。；…\n]*.?", text[at:]).group()


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), SIZES)
def test_numbered_messages_keep_to_the_limit_with_their_numbers(entries, limit):
    messages = numbered_parts(render(make_digest(entries=entries)), limit)
    assert all(size(message) <= limit for message in messages)
    if len(messages) > 1:
        numbers = [re.match(r"\((\d+)/(\d+)\)\n", message).groups() for message in messages]
        assert numbers == [(str(at), str(len(messages))) for at in range(1, len(messages) + 1)]


def test_the_blocks_of_a_digest_are_its_head_and_its_entries_with_their_sections():
    text = render(make_digest(entries=4))
    found = blocks(text)
    assert "".join(found) == text
    assert [block.splitlines()[0] for block in found] == [
        "晚间资讯：",
        "电商快讯",
        "2、云杉商城开放第2批加盟",
        "互联网快讯",
        "4、云杉商城开放第4批加盟",
    ]
    assert all(block.endswith("（北岸新闻）\n") for block in found[1:])


def test_each_brief_is_a_block():
    briefs = "简讯\n2、标题二（北岸新闻）\n3、标题三（北岸新闻）\n"
    text = "晚间资讯：\n1、甲……\n\n标语\n快讯\n1、标题\n正文。（北岸新闻）\n" + briefs
    found = blocks(text)
    assert "".join(found) == text
    assert found[2:] == ["简讯\n2、标题二（北岸新闻）\n", "3、标题三（北岸新闻）\n"]


def test_a_paragraph_that_begins_with_the_next_number_is_not_an_entry():
    text = "晚间资讯：\n1、甲……\n\n标语\n快讯\n1、标题\n2、不是标题。（北岸新闻）\n2、标题二\n正文。（北岸新闻）\n"
    assert [block.splitlines()[0] for block in blocks(text)] == ["晚间资讯：", "快讯", "2、标题二"]


def test_an_entry_that_is_too_long_is_cut_between_sentences():
    sentences = [f"第{number}家门店开业，面积{number * 100}平方米。" for number in range(40)]
    text = f"晚间资讯：\n1、甲……\n\n标语\n快讯\n1、标题\n{''.join(sentences)}（北岸新闻）\n"
    parts = cut(text, 400)
    assert len(parts) > 3
    assert parts[0].endswith("标语\n")
    assert all(part.endswith("。") for part in parts[1:-1])


@pytest.mark.parametrize("text", ["On November 20, Yunshan opened 1.5 shops. More follow. " * 20])
def test_english_sentences_end_at_a_full_stop_and_not_at_a_decimal_point(text):
    assert all(re.search(r"(shops|follow)\. $", part) for part in cut(text, 130))


def test_a_short_digest_is_one_message_without_a_number():
    assert numbered_parts("晚间资讯：\n", 100) == ["晚间资讯："]


def test_an_address_and_what_was_changed_after_print_stay_with_their_entry():
    digest = make_digest(entries=4)
    mark = Revised(1, AmendmentKind.CORRECT, "数字有误", datetime(2026, 11, 21, tzinfo=UTC))
    entries = (replace(digest.entries[0], revised=(mark,)), *digest.entries[1:])
    edition = replace(digest.edition, addresses=True)
    text = render(replace(digest, edition=edition, entries=entries[:2], briefs=entries[2:]))
    _, first, *others = blocks(text)
    assert first.endswith("https://news.example/1\n更正（11月21日08:00）：数字有误\n")
    assert [block.count("https://") for block in (first, *others)] == [1, 1, 1, 1]
