"""Group the stories of a store into events, and keep these."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.crawl.context import Context
from aggregator.crawl.logs import log_stage
from aggregator.events.likeness import WINDOW, Profiles
from aggregator.events.memberships import memberships
from aggregator.events.naming import Event, Known, find_events
from aggregator.models import Membership, Story
from aggregator.store import Store

if TYPE_CHECKING:
    from aggregator.assemble import Material

SPAN = WINDOW + timedelta(days=1)
"""Age of the stories that a crawl regroups: a day of news, and what it may belong to."""

_log = logging.getLogger(__name__)


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
    known = known_events(store, stories)
    printed = printed_events(store, [edition.key for edition in store.digests.made(now - SPAN)])
    events = find_events(stories, context.registry.overrides.ties, known, profiles, printed)
    _assign(context, events, known, profiles)


def _assign(context: Context, events: Sequence[Event], known: Known, profiles: Profiles) -> None:
    found = memberships(events, known, profiles)
    profiles.forget()
    changed = context.store.events.assign(found, context.now())
    log_stage(_log, "group", stories=len(found), events=len(events), changed=changed)


def known_events(store: Store, stories: Iterable[Story]) -> dict[str, Membership]:
    """Return the memberships of stories, by their ids."""
    return store.events.of([story.id for story in stories])


def printed_events(store: Store, editions: Sequence[str]) -> frozenset[str]:
    """Return the ids of the events that editions printed, by the keys of these."""
    return frozenset(entry.event for entry in store.digests.past(editions))
