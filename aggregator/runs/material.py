"""Gather the material of an edition from the store."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.assemble import Material, at_release, reach
from aggregator.assemble.hindsight import as_of
from aggregator.crawl.context import Context
from aggregator.events.likeness import WINDOW
from aggregator.models import Edition, MadeEdition, Membership
from aggregator.registry.editions import EditionPlan
from aggregator.runs.gone_pages import gone_pages
from aggregator.runs.grouping import known_events, printed_events
from aggregator.runs.repeats import trimmed
from aggregator.runs.request import Request
from aggregator.runs.review import gather_review
from aggregator.store import Store

LONGEST_EMBARGO = timedelta(days=90)
"""Age of the oldest stories whose embargo may end in an edition's window."""
MEMORY = timedelta(days=3)
"""Age from which an edition is forgotten: its events may be printed again, as news."""

_log = logging.getLogger(__name__)


def edition_of(request: Request, context: Context, plan: EditionPlan) -> Edition:
    """Return the edition of the day that was asked for, or of today in its zone."""
    day = request.day or context.now().astimezone(ZoneInfo(plan.zone)).date()
    return plan.on(day, context.registry.sections)


def gather(context: Context, edition: Edition) -> Material:
    """Return the material of an edition; of one that was made before, as it was known then."""
    if edition.review:
        return gather_review(context, edition, gather)
    store, registry = context.store, context.registry
    edition, made = _with_memory(store, edition)
    start, end = reach(edition, made)
    oldest = start - WINDOW
    found = [*store.stories.held(oldest - LONGEST_EMBARGO, oldest), *store.stories.between(oldest, end)]
    known = as_of(edition.made_at, [registry.recredited(story) for story in found])
    stories = trimmed(known, registry.outlets, store.stories, edition.made_at or context.now())
    released = {story.id for story in stories if at_release(story, edition.zone).appeared >= start}
    current = [story for story in stories if story.id in released]
    before = [earlier.key for earlier in made]
    return Material(
        edition,
        current,
        earlier=[story for story in stories if story.id not in released and story.appeared >= oldest],
        past=store.digests.past(before),
        made=made,
        gone=gone_pages(store, edition, current),
        overrides=registry.overrides,
        known=_printed(store, edition) if edition.made_at else known_events(store, stories),
        printed=printed_events(store, [*before, edition.key]),
    )


def _with_memory(store: Store, edition: Edition) -> tuple[Edition, Sequence[MadeEdition]]:
    """Return the edition with the time it was made, if it was, and the editions that were made before it.

    An edition that was made before its window closed is not final: made again it includes the stories since.
    """
    made = store.digests.made(remembered_since(edition))
    at = next((same.at for same in made if same.key == edition.key and same.at >= edition.end), None)
    others = [other for other in made if other.key != edition.key and not other.review]
    before = [other for other in others if at is None or (other.at, other.end) < (at, edition.end)]
    return replace(edition, made_at=at), before


def remembered_since(window: Edition | MadeEdition) -> datetime:
    """Return the end of the oldest edition that one remembers: counted for the first day of its window.

    One that takes in days that were skipped remembers what was printed before them.
    """
    return min(window.end, window.start + timedelta(days=1)) - MEMORY


def _printed(store: Store, edition: Edition) -> dict[str, Membership]:
    """Return the memberships that an edition printed, whatever the store has learned since."""
    entries = store.digests.past([edition.key])
    return {story: Membership(story, entry.event) for entry in entries for story in entry.stories}
