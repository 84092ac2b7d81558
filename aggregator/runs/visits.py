"""The outlets that a run visits: those that are due, and those with links that earlier runs left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator.crawl.polls import RETRY_PAUSE, not_due
from aggregator.models import Edition
from aggregator.registry.outlets import Outlet
from aggregator.schedule.slots import DELAY
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store import Store
from aggregator.store.ports import Digests

PREVIEW_AGE = timedelta(minutes=30)
"""Of a poll that is new enough for an edition that is made again before its window closes."""


@dataclass(frozen=True, slots=True)
class Visits:
    """The outlets of a crawl."""

    outlets: Sequence[Outlet]
    links_only: frozenset[str] = frozenset()
    """Of them, the ids of those that are visited for the links that earlier runs left."""
    not_due: Mapping[str, datetime] = field(default_factory=dict)
    """When the outlets that are not visited are due, by their ids."""


def polled_since(edition: Edition, digests: Digests, now: datetime) -> datetime:
    """Return the moment after which an outlet must have been polled, so that an edition made now misses nothing.

    That is the end of its window, with the delay in which outlets show what they date before it. While the window is
    open, an edition that is made for the first time needs a poll of its run; made again, one of the last half hour.
    """
    if edition.end <= now:
        return min(edition.end + DELAY, now)
    made = any(each.key == edition.key for each in digests.made(edition.end))
    return now - PREVIEW_AGE if made else now


def plan_visits(store: Store, outlets: Sequence[Outlet], now: datetime, since: datetime | None, whole: bool) -> Visits:
    """Return the visits of a crawl; polls up to `since` are too old for it, and `whole` asks every outlet."""
    resting = {} if whole else not_due(outlets, store.entry_points.polls(), now, since)
    unread = {outlet.id: outlet for outlet in outlets if outlet.id in resting and _waiting(store, outlet.id, now)}
    in_feed = {name for name, outlet in unread.items() if _needs_feed(store, outlet, now)}
    return Visits(
        [outlet for outlet in outlets if outlet.id not in resting or outlet.id in unread],
        frozenset(unread.keys() - in_feed),
        {name: due for name, due in resting.items() if name not in unread},
    )


def _waiting(store: Store, outlet: str, now: datetime) -> bool:
    """Return whether earlier runs left links of an outlet; with one it is visited, and stays partial."""
    waiting, _ = store.links.count_unread(outlet, AGGREGATOR_MAX_ATTEMPTS, now)
    return waiting > 0


def _needs_feed(store: Store, outlet: Outlet, now: datetime) -> bool:
    """Return whether stories that are asked for now may be in a feed alone."""
    feeds = any(entry.read == "entry" for entry in outlet.entries)
    return feeds and bool(store.links.pending(outlet.id, AGGREGATOR_MAX_ATTEMPTS, now - RETRY_PAUSE))
