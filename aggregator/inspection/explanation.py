"""Explanations of what a user names: a story, an entry, an edition, or a story's fate in an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from aggregator.errors import UsageError
from aggregator.events.likeness import WINDOW
from aggregator.exports.tables import story_row
from aggregator.formats.document import printed_in, read_document
from aggregator.inspection.credit import explain_credit
from aggregator.inspection.edition import explain_edition
from aggregator.inspection.event import explain_event
from aggregator.inspection.table import aligned
from aggregator.models import Story, edition_key
from aggregator.registry import Registry
from aggregator.store import Store
from aggregator.text.counted import counted
from aggregator.urls import story_id

MAX_LISTED = 20
"""Stories that are listed if a name means several."""
_LONG_AGO = datetime(1990, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An explanation for programs and for people; both read the store, which must be open meanwhile."""

    facts: Mapping[str, Any]
    """JSON values, and times."""
    lines: Iterator[str]


def explain(
    store: Store,
    registry: Registry,
    name: str | None,
    edition: str | None = None,
    day: date | None = None,
    entry: int | None = None,
    language: str | None = None,
) -> Explanation:
    """Explain a story, an edition, or a story's fate in an edition; list the stories if several are meant.

    `name`: id of a story or its beginning, address, or words of its title. `edition`: a name, without a `day` the last
    one of it, or the key of an edition. `entry`: a number of the edition, instead of a story. Raises `UsageError`.
    """
    if name is None and edition is None:
        raise UsageError("explain: name a story, or an edition with --edition")
    if entry is not None and (edition is None or name is not None):
        raise UsageError("explain: --entry is the number of an entry of --edition, instead of a story")
    document = _document(store, edition, day, language) if edition else None
    if document and entry is not None:
        name = _lead(document, entry)
    meant = stories_named(store, name) if name else []
    if len(meant) > 1:
        return Explanation({"matches": [*map(heading, meant)]}, _listed(meant))
    if document is None:
        return Explanation(_facts(store, registry, meant[0]), _of_story(store, registry, meant[0]))
    facts, lines = _of_edition(store, document, meant)
    if entry is not None:
        lines = chain(lines, [""], _of_story(store, registry, meant[0]))
    return Explanation(facts, lines)


def _listed(meant: Sequence[Story]) -> Iterator[str]:
    more = ", the latest" if len(meant) == MAX_LISTED else ""
    yield f"{counted(len(meant), 'story')}{more}; name one by its id:"
    yield from aligned(
        (f"  {story.id}", story.outlet, f"{story.appeared:%Y-%m-%d %H:%M}", story.title) for story in meant
    )


def heading(story: Story) -> dict[str, object]:
    """Return how a story is named in a list."""
    return {"id": story.id, "outlet": story.outlet, "appeared": story.appeared, "title": story.title, "url": story.url}


def _of_story(store: Store, registry: Registry, story: Story) -> Iterator[str]:
    """Explain a story's credit, manual overrides included, and its event."""
    yield from explain_credit(registry.recredited(story), _alike(store, registry, story), registry.sources)
    yield from _event(store, story)


def _alike(store: Store, registry: Registry, story: Story) -> list[Story]:
    return [registry.recredited(member) for member in store.stories.alike(story.copy_of or story.id)]


def _facts(store: Store, registry: Registry, story: Story) -> dict[str, object]:
    """Return what is known of a story, as JSON values."""
    credited = registry.recredited(story)
    membership = store.events.of([story.id]).get(story.id)
    members = store.events.members(membership.event) if membership else []
    return {
        "story": story_row(credited, membership),
        "attribution": asdict(credited.attribution) if credited.attribution else None,
        "alike": [heading(member) for member in _alike(store, registry, story) if member.id != story.id],
        "event": [asdict(member) for member in members],
    }


def _document(store: Store, edition: str, day: date | None, language: str | None) -> Mapping[str, Any]:
    """Return the document of an edition; without a day, of the last of that name."""
    key = edition_named(store, edition, day)
    for each in (language,) if language else ("zh", "en"):
        if found := store.digests.get(key, each):
            return found
    raise UsageError(f"no such edition in the store: {key}{f' ({language})' if language else ''}")


def _lead(found: Mapping[str, Any], number: int) -> str:
    """Return the id of the story that an entry is written from."""
    entries = printed_in(found)
    stories: list[str] = [entry["stories"][0] for _, entry in entries if entry["number"] == number]
    if not stories:
        raise UsageError(f"{found['edition']['key']}: no entry {number}; it has {counted(len(entries), 'entry')}")
    return stories[0]


def _of_edition(store: Store, found: Mapping[str, Any], meant: Sequence[Story]) -> tuple[dict[str, Any], Iterator[str]]:
    """Explain an edition, or one story's fate in it."""
    document, story = read_document(found), meant[0].id if meant else None
    left = [omission for omission in document.left if story in (None, omission.story)]
    stories = filter(None, map(store.stories.get, sorted({omission.story for omission in left})))
    titles = {each.id: each.title for each in stories}
    answer = {
        "edition": found["edition"],
        "entries": [
            {**entry, "section": section["id"]}
            for section, entry in printed_in(found)
            if story is None or story in entry["stories"]
        ],
        "left": [{**asdict(omission), "title": titles.get(omission.story)} for omission in left],
    }
    return answer, explain_edition(document, titles, story)


def edition_named(store: Store, edition: str, day: date | None = None) -> str:
    """Return the key of an edition: of a name and a day, or of the last one of a name; a key stays as it is."""
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


def stories_named(store: Store, name: str, most: int = MAX_LISTED) -> list[Story]:
    """Return the story with this id or address, in any form of it; or those with this prefix, or these words."""
    story = store.stories.get(name) or (store.stories.get(story_id(name)) if "://" in name or "/" in name else None)
    found = [story] if story else store.stories.find(name, most)
    if not found:
        raise UsageError(f"no story in the store: {name}")
    return found
