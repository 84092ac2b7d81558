"""Assembling from the store: what the assembler is given of the stories, the editions before, and the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.assemble import assemble_checked, reach
from aggregator.crawl.context import Context
from aggregator.events.grouping import group_events
from aggregator.events.likeness import WINDOW, Profiles
from aggregator.events.memberships import memberships
from aggregator.models import Digest, Edition, MadeEdition, Story
from aggregator.store import Store
from aggregator.urls import story_id

SPAN = WINDOW + timedelta(days=1)
"""Stories that are grouped anew with each run: the longest edition, and what it may belong to."""
MEMORY = timedelta(days=3)
"""An event of an edition that closed longer ago may come again: it is news of its own by then."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def memory(store: Store, edition: Edition) -> tuple[Edition, list[MadeEdition]]:
    """Return the edition with when it was made, if it was, and the editions that were made before it.

    One that was made before its window closed is not final: made again it takes in what came since.
    """
    made = store.digests.made(edition.end - MEMORY)
    at = next((one.at for one in made if one.key == edition.key and one.at >= edition.end), None)
    others = [one for one in made if one.key != edition.key]
    before = [one for one in others if at is None or (one.at, one.end) < (at, edition.end)]
    return replace(edition, made_at=at), before


def regroup(context: Context, until: datetime) -> Profiles:
    """Group the stories of the last days into events, so that each can be asked which it belongs to and why.

    Returns what was read of them, for an edition that is made of them next.
    """
    profiles = Profiles()
    store, ties = context.store, context.registry.overrides.ties
    stories = store.stories.between(until - SPAN, until)
    known = store.events.of([story.id for story in stories])
    groups = group_events(stories, ties, profiles)
    store.events.assign(memberships(groups, known, profiles), context.now())
    return profiles


def assemble_stored(
    context: Context, edition: Edition, made: Sequence[MadeEdition], profiles: Profiles
) -> tuple[Digest, list[Story]]:
    """Return the digest and the stories that it was made from; raise `EditionBlocked` where its lint finds anything."""
    store, registry = context.store, context.registry
    start, end = reach(edition)
    stories = [registry.recredited(story) for story in store.stories.between(start, end)]
    digest = assemble_checked(
        edition,
        stories,
        store.digests.past([one.key for one in made]),
        registry.sources,
        made=made,
        context=[registry.recredited(story) for story in store.stories.between(start - WINDOW, start)],
        overrides=registry.overrides,
        gone=_gone(store, edition, stories),
        profiles=profiles,
    )
    return digest, stories


def _gone(store: Store, edition: Edition, stories: Sequence[Story]) -> dict[str, str]:
    """Return the stories whose page was answered as gone after they were stored, and how, as was known at the time.

    Of a story that stands whole in a feed the page is not fetched; another outlet that announced it may have done so.
    """
    if not stories:
        return {}
    since, until = min(story.fetched_at for story in stories), edition.made_at or _NEVER
    links = {story_id(row.link.url): row for row in store.links.gone(since, until)}
    found = ((story, links[story.id]) for story in stories if story.id in links)
    return {story.id: row.reason or "" for story, row in found if row.changed_at >= story.fetched_at}
