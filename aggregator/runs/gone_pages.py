"""Pages that disappeared after their stories were stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from aggregator.models import Edition, Story
from aggregator.store import Store
from aggregator.urls import story_id

_NEVER = datetime.max.replace(tzinfo=UTC)


def gone_pages(store: Store, edition: Edition, stories: Sequence[Story]) -> dict[str, str]:
    """Return the stories whose page was answered as gone after they were stored: id → answer, as known at the time.

    The page of a story that is whole in a feed is not fetched, but another outlet that announced it may have done so.
    """
    if not stories:
        return {}
    since, until = min(story.fetched_at for story in stories), edition.made_at or _NEVER
    links = {story_id(row.link.url): row for row in store.links.gone(since, until)}
    found = ((story, links[story.id]) for story in stories if story.id in links)
    return {story.id: row.reason or "" for story, row in found if row.changed_at >= story.fetched_at}
