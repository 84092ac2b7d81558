"""The command explain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aggregator.cli.exporting import require_store
from aggregator.context import Registry
from aggregator.errors import UsageError
from aggregator.explain import explain_credit, explain_event
from aggregator.models import Story
from aggregator.seeds import seeds_folder
from aggregator.similarity import WINDOW
from aggregator.store import Store, open_store
from aggregator.urls import story_id


def explain_story(name: str, seeds: Path | None, overrides: Path | None, url: str) -> None:
    """Print whom a story is credited to and why, with what was set by hand."""
    registry = Registry.load(seeds_folder(seeds), overrides)
    require_store(url)
    store = open_store(url)
    try:
        story = _story(store, name)
        group = [registry.recredited(one) for one in store.stories.alike(story.copy_of or story.id)]
        for line in (*explain_credit(registry.recredited(story), group, registry.sources), *_event(store, story)):
            print(line)
    finally:
        store.close()


def _event(store: Store, story: Story) -> Iterator[str]:
    membership = store.events.of([story.id]).get(story.id)
    names = [one.story for one in store.events.members(membership.event)] if membership else []
    members = [member for member in map(store.stories.get, names) if member]
    at = story.published or story.fetched_at
    others = [other for other in store.stories.between(at - WINDOW, at + WINDOW) if other.language == story.language]
    return explain_event(story, membership, members, others)


def _story(store: Store, name: str) -> Story:
    """Return the story with this id, or at this address in any of its forms."""
    story = store.stories.get(name) or store.stories.get(story_id(name))
    if story is None:
        raise UsageError(f"no story in the store: {name}")
    return story
