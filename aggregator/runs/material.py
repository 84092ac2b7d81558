"""Gather the material of an edition from the store, and keep the events that its stories were grouped into."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.assemble import Material, at_release, reach
from aggregator.assemble.hindsight import as_of
from aggregator.crawl.context import Context
from aggregator.crawl.logs import log_stage
from aggregator.events.likeness import WINDOW, Profiles
from aggregator.events.memberships import memberships
from aggregator.events.naming import Event, Known, find_events
from aggregator.models import Edition, MadeEdition, Membership, Story
from aggregator.registry.editions import EditionPlan, load_edition_plan
from aggregator.registry.sources import Sources
from aggregator.runs.check import check_inputs
from aggregator.runs.gone_pages import gone_pages
from aggregator.runs.repeats import trimmed
from aggregator.runs.request import Request
from aggregator.runs.review import gather_review
from aggregator.store import Store, open_existing

SPAN = WINDOW + timedelta(days=1)
"""Age of the stories that a crawl regroups: a day of news, and what it may belong to."""
LONGEST_EMBARGO = timedelta(days=90)
"""Age of the oldest stories whose embargo may end in an edition's window."""
MEMORY = timedelta(days=3)
"""Age from which an edition is forgotten: its events may be printed again, as news."""

_log = logging.getLogger(__name__)


def read_material(request: Request) -> tuple[Material, Sources]:
    """Return what `assemble` makes the edition of a request from: its material, and the sources. Nothing is written.

    Raise `AggregatorError` for a store that is not there, a faulty registry, or an edition that it does not have.
    """
    inputs = check_inputs(request)
    plan = load_edition_plan(inputs.registry.layers, request.edition)
    with closing(open_existing(request.store)) as store:
        context = Context(store, inputs.registry, archive=inputs.archive, at=request.at)
        return gather(context, edition_of(request, context, plan)), inputs.registry.sources


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
        known=_printed(store, edition) if edition.made_at else _known(store, stories),
        printed=_printed_events(store, [*before, edition.key]),
    )


def keep_events(context: Context, material: Material) -> None:
    """Keep the events of an edition; if it was made before, as events were then, regroup what is known now instead.

    A review groups none.
    """
    if material.edition.review:
        return
    if material.edition.made_at is None:
        _assign(context, material.events, material.known, material.profiles)
    else:
        regroup(context)


def regroup(context: Context) -> None:
    """Group the stories of the last days into events, and keep these."""
    profiles, store, now = Profiles(), context.store, context.now()
    stories = store.stories.between(now - SPAN, now)
    known = _known(store, stories)
    printed = _printed_events(store, [edition.key for edition in store.digests.made(now - SPAN)])
    events = find_events(stories, context.registry.overrides.ties, known, profiles, printed)
    _assign(context, events, known, profiles)


def _assign(context: Context, events: Sequence[Event], known: Known, profiles: Profiles) -> None:
    found = memberships(events, known, profiles)
    changed = context.store.events.assign(found, context.now())
    log_stage(_log, "group", stories=len(found), events=len(events), changed=changed)


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


def _known(store: Store, stories: Iterable[Story]) -> dict[str, Membership]:
    return store.events.of([story.id for story in stories])


def _printed(store: Store, edition: Edition) -> dict[str, Membership]:
    """Return the memberships that an edition printed, whatever the store has learned since."""
    entries = store.digests.past([edition.key])
    return {story: Membership(story, entry.event) for entry in entries for story in entry.stories}


def _printed_events(store: Store, editions: Sequence[str]) -> frozenset[str]:
    return frozenset(entry.event for entry in store.digests.past(editions))
