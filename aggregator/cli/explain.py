"""The command explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.errors import UsageError
from aggregator.events.likeness import WINDOW
from aggregator.formats.document import read_document
from aggregator.inspection.credit import explain_credit
from aggregator.inspection.edition import explain_edition
from aggregator.inspection.event import explain_event
from aggregator.models import Story, edition_key
from aggregator.registry import Registry
from aggregator.store import Store
from aggregator.urls import story_id

_LONG_AGO = datetime(1990, 1, 3, tzinfo=UTC)


def explain_asked(places: Places, name: str | None, edition: str | None, day: date | None) -> None:
    """Explain a story, an edition, or a story's fate in an edition."""
    if name is None and edition is None:
        raise UsageError("explain: name a story, or an edition with --edition")
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places) as store:
        lines = _of_edition(store, edition, day, name) if edition else _of_story(store, registry, str(name))
        for line in lines:
            print(line)


def _of_story(store: Store, registry: Registry, name: str) -> Iterator[str]:
    """Explain a story's credit, manual overrides included, and its event."""
    story = _story(store, name)
    group = [registry.recredited(member) for member in store.stories.alike(story.copy_of or story.id)]
    yield from explain_credit(registry.recredited(story), group, registry.sources)
    yield from _event(store, story)


def _of_edition(store: Store, edition: str, day: date | None, name: str | None) -> Iterator[str]:
    """Explain an edition, or one story's fate in it; without a day, the last edition of that name."""
    key = _key(store, edition, day)
    found = store.digests.get(key, "zh") or store.digests.get(key, "en")
    if found is None:
        raise UsageError(f"no such edition in the store: {key}")
    document = read_document(found)
    story = _story(store, name).id if name else None
    left = {omission.story for omission in document.left if story in (None, omission.story)}
    stories = filter(None, map(store.stories.get, sorted(left)))
    return explain_edition(document, {left_out.id: left_out.title for left_out in stories}, story)


def _key(store: Store, edition: str, day: date | None) -> str:
    if day:
        return edition_key(day, edition)
    keys = [made.key for made in store.digests.made(_LONG_AGO) if made.key.endswith(f"-{edition}")]
    return keys[-1] if keys else edition


def _event(store: Store, story: Story) -> Iterator[str]:
    membership = store.events.of([story.id]).get(story.id)
    ids = [member.story for member in store.events.members(membership.event)] if membership else []
    members = [member for member in map(store.stories.get, ids) if member]
    at = story.appeared
    others = [other for other in store.stories.between(at - WINDOW, at + WINDOW) if other.language == story.language]
    return explain_event(story, membership, members, others)


def _story(store: Store, name: str) -> Story:
    """Return the story with this id or address, in any form of the address."""
    story = store.stories.get(name) or store.stories.get(story_id(name))
    if story is None:
        raise UsageError(f"no story in the store: {name}")
    return story
