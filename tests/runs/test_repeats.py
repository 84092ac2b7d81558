"""An edition leaves out what an outlet prints below its stories, those of a new store included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.models import Story
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.runs.repeats import trimmed
from aggregator.store import Store, open_store
from aggregator.text.repeats import lines_to_count
from tests.runs.newsroom import NAMES, seeds, story

FOOT = "想看更多仓库消息，请在界面新闻的客户端订阅物流早报。"
MADE = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    return open_store("sqlite://")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry.load(layers_of(seeds(tmp_path / "seeds")))


def footed(number: int, at: datetime) -> Story:
    plain = story(number)
    return story(number, text=f"{plain.text}\n{FOOT}", fetched_at=at)


def texts(stories: list[Story]) -> list[str]:
    return [found.text for found in stories]


def test_the_first_stories_of_an_outlet_lose_what_they_all_have(store: Store, registry: Registry) -> None:
    stories = [footed(number, MADE - timedelta(hours=1)) for number in range(len(NAMES))]
    found = trimmed(stories, registry.outlets, store.stories, MADE)
    assert texts(found) == [story(number).text for number in range(len(NAMES))]
    assert texts(trimmed(stories[:3], registry.outlets, store.stories, MADE)) == texts(stories[:3])


def test_the_days_before_count_and_what_comes_later_does_not(store: Store, registry: Registry) -> None:
    def save(number: int, at: datetime) -> Story:
        made = footed(number, at)
        store.stories.save(made, [], None, lines_to_count(made, registry.outlets[made.outlet].own_names))
        return made

    for number in range(3):
        save(number, MADE - timedelta(days=2))
    today = [save(3, MADE - timedelta(hours=2))]
    first = trimmed(today, registry.outlets, store.stories, MADE)
    assert texts(first) == [story(3).text]
    lone = [save(4, MADE + timedelta(hours=1))]
    assert trimmed(today, registry.outlets, store.stories, MADE) == first
    early = trimmed(lone, registry.outlets, store.stories, MADE - timedelta(days=2))
    assert texts(early) == texts(lone)  # an edition of that day knew nothing yet
