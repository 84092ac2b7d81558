"""A re-made edition sees only what was known then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aggregator.assemble.hindsight import as_of
from aggregator.models import Story

TEXT = "云杉商城宣布在六座城市开放加盟。"


def test_stories_found_later_are_unknown(story: Callable[..., Story], at: Callable[..., datetime]) -> None:
    first, later = story("a", "标题", TEXT, fetched_at=at(18, 5)), story("b", "标题", TEXT, fetched_at=at(18, 6))
    assert as_of(at(18, 5), [first, later]) == [first]
    assert as_of(None, [first, later]) == [first, later]


def test_an_original_found_later_is_unknown(story: Callable[..., Story], at: Callable[..., datetime]) -> None:
    first = story("b", "标题", TEXT, fetched_at=at(9))
    linked = {"copy_of": "z", "copy_rule": "same-text", "copy_score": 1.0}
    second = story("a", "标题", TEXT, fetched_at=at(10), **linked)
    turned = story("b", "标题", TEXT, fetched_at=at(9), **linked)
    original = story("z", "标题", TEXT, fetched_at=at(20))
    known = as_of(at(18), [second, turned, original])
    assert known[1] == first
    assert known[0].copy_of == "b"
    assert as_of(at(21), [second, turned, original]) == [second, turned, original]
