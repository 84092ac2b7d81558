"""The learned model of Chinese events: its files match, its scores are symmetric and bounded, and it gives reasons."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from importlib.resources import files
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.events.likeness import StoryText, compare, joint_bound, profile, same_event
from aggregator.events.likeness.features import FEATURES
from aggregator.events.likeness.reading import COMPARED, read
from aggregator.events.likeness.weights import decoded, encoded, model, table
from aggregator.events.likeness.words import words

HEAD = "星河电商在绍兴启用新仓库，日处理包裹六万件"
REWORDED = "星河电商绍兴仓今日启用，每天可处理六万件包裹"
UNRELATED = "海棠财经：三季度全市新开药店四十家"


def story(text: str, title: str = "") -> StoryText:
    return StoryText(title, text, None, "zh")


def test_coefficients_and_terms_match() -> None:
    shipped = files("aggregator.events.likeness")
    stated = json.loads((shipped / "events_zh.json").read_text("utf-8"))["terms"]["sha256"]
    assert sha256((shipped / "events_zh.terms").read_bytes()).hexdigest() == stated
    assert model().features == FEATURES
    assert len(model().coefficients) == len(FEATURES)


def test_the_table_reads_back_as_written() -> None:
    assert decoded(encoded(table())) == table()


def test_one_event_in_other_words_and_another_event() -> None:
    assert same_event(story(HEAD), story(REWORDED)).score > 0.8
    assert same_event(story(HEAD), story(UNRELATED)).score < 0.05


def test_the_reasons_name_the_shared_terms() -> None:
    found = same_event(story(HEAD), story(REWORDED))
    assert "星河" in found.reasons[0]
    assert found.reasons[0].startswith("rare terms shared: ")


def test_the_joint_score_of_long_stories_is_limited_by_their_words() -> None:
    form = "某市市场监督管理局关于{}的通告。各有关单位：为加强管理，规范市场秩序，现就有关事项通告如下。"
    one = form.format("集贸市场计量器具检定") + "计量站将派员到场检定电子秤，经营者应提前登记，检定合格的贴上标志。" * 4
    other = form.format("举办直播带货培训班") + "培训由讲师授课，内容涉及广告用语和未成年人保护，每家可派两人参加。" * 4
    found = same_event(story(one), story(other))
    assert found.joint <= found.score
    assert "topics" in found.vetoes


CHINESE = st.text(alphabet="星河电商绍兴仓库启用日处理包裹万件，。！《》0123456789ab ", max_size=300)


@settings(max_examples=60, deadline=None)
@given(CHINESE, CHINESE)
def test_the_score_is_symmetric_and_bounded(one: str, other: str) -> None:
    a, b = profile(story(one)), profile(story(other))
    found, turned = compare(a, b), compare(b, a)
    assert (found.score, found.joint) == (turned.score, turned.joint)
    assert isfinite(found.score)
    assert 0 <= found.joint <= found.score <= 1


@settings(max_examples=60, deadline=None)
@given(CHINESE, CHINESE)
def test_a_bound_without_the_model_is_at_least_the_score(one: str, other: str) -> None:
    a, b = profile(story(one)), profile(story(other))
    bound, score = joint_bound(a, b), compare(a, b).joint
    assert bound.exact or bound.value >= score


def test_the_model_is_used_only_if_the_words_do_not_decide() -> None:
    filled = "仓库位于绍兴柯桥，占地四万平方米，配有自动分拣线，可服务周边三个城市的商家。" * 5
    long, reworded = profile(story(HEAD + "。" + filled)), profile(story(HEAD + "。" + filled[8:]))
    assert joint_bound(long, reworded).exact
    assert joint_bound(long, profile(story(UNRELATED * 12))).exact
    assert not joint_bound(profile(story(HEAD)), profile(story(REWORDED))).exact
    assert "chinese" not in vars(long)


@given(CHINESE)
def test_words_add_nothing_to_the_text(text: str) -> None:
    cut = "".join(word for word, _ in words(text, table()))
    assert cut == "".join(character for character in cut if character in text)
    assert len(cut) <= len(text)


@pytest.mark.parametrize(
    "text", ["", "字", "字" * 1_000_000, "ab星" * 300_000, "！" * 1_000_000, "9" * 1_000_000, "星河" * 80 + "\n" + HEAD]
)
def test_odd_texts_cost_little(text: str) -> None:
    start = time.process_time()
    found = same_event(story(text), story(HEAD))
    assert time.process_time() - start < 0.5
    assert not found.same or HEAD in text


def test_only_the_start_of_a_story_is_compared() -> None:
    long = read("", HEAD * 40, table())
    assert long.cut
    assert long.length <= COMPARED
    assert not read(HEAD, HEAD, table()).cut
    assert read(HEAD, HEAD, table()).length == read("", HEAD, table()).length
