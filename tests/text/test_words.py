"""The word lists: each family has a reason, compiles, and reads hostile text in linear time."""

from __future__ import annotations

import re
import time
from importlib.resources import files
from itertools import product

import pytest

from aggregator.text import words
from aggregator.text.words import either, families, family
from tests.paths import ROOT

FILES = sorted(path.name.removesuffix(".toml") for path in files(words).iterdir() if path.name.endswith(".toml"))
FAMILIES = [f"{file}.{table}" for file in FILES for table in families(file)]
LENGTHS = 5_000, 20_000
"""The short one lets a family that is not linear fail early."""
MAX_SECONDS = 0.5
RUNS = ["1", "一", "a", " ", "（", "图", "1."]


@pytest.mark.parametrize("file", FILES)
def test_each_family_has_a_reason_and_either_words_or_patterns(file):
    for table, written in families(file).items():
        assert written["reason"].endswith("."), table
        assert set(written) - {"reason", "at_start"} in ({"words"}, {"patterns"}), table


def test_each_family_is_used():
    folders = ("aggregator", "spiders", "pipelines")
    code = "".join(path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))
    assert [name for name in FAMILIES if not re.search(rf"[\"']{re.escape(name)}[\"']", code)] == []


@pytest.mark.parametrize("name", FAMILIES)
def test_alternatives_are_not_empty_and_listed_once(name):
    listed = family(name).words
    assert all(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", FAMILIES)
def test_each_alternative_compiles_alone_so_that_none_leaks_into_its_neighbour(name):
    listed = family(name)
    for alternative in () if listed.plain else listed.words:
        re.compile(alternative)


@pytest.mark.parametrize("name", FAMILIES)
def test_hostile_text_takes_linear_time(name):
    pattern = family(name).pattern()
    own = re.sub(r"\\.|[\W_]", "", "".join(family(name).words)) or "a"
    for run, length in product([*RUNS, own], LENGTHS):
        text = (run * (length // len(run) + 1))[:length]
        start = time.process_time()
        any(False for _ in pattern.finditer(text))
        assert time.process_time() - start < MAX_SECONDS, run[:20]


@pytest.mark.parametrize("name", ["updates.chinese_stage", "updates.english_stage", "citations.verb"])
def test_groups_are_found_as_if_they_were_tried_one_after_the_other(name):
    groups = family(name).groups
    one_after_the_other = "|".join(f"(?P<{group}>{'|'.join(listed)})" for group, listed in groups.items())
    text = (
        "。".join(word for listed in groups.values() for word in listed) + "没有任何计划，系伪造，发布了公告 rejected"
    )
    found, expected = (
        [(match.span(), match.lastgroup) for match in re.finditer(pattern, text)]
        for pattern in (family(name).named_groups, one_after_the_other)
    )
    assert found == expected
    assert len(found) >= len(groups)


def test_longer_words_win_over_shorter_ones_they_start_with():
    assert re.findall(either(["米", "米糕", "米糕饼"]), "米糕饼米糕米") == ["米糕饼", "米糕", "米"]


def test_plain_words_are_read_letter_by_letter():
    assert re.fullmatch(either(["c++ (x)"]), "c++ (x)")


def test_no_words_match_nothing():
    assert re.search(either([]), "") is None


def test_family_at_the_start_matches_only_there():
    pattern = family("furniture.note").pattern()
    assert pattern.search("编者按：青禾市")
    assert not pattern.search("青禾市：编者按")


def test_group_names_the_family_s_part_that_a_word_is_in():
    assert family("sentences.deed").group_of["起诉"] == "courts"


def test_unknown_family_is_an_error():
    with pytest.raises(KeyError):
        family("titles.unheard_of")
