"""When each outlet is asked: the interval of its polls, the next one, and the pause that a host of it asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.crawl.polls import interval, next_due
from aggregator.registry.outlets import Outlet
from aggregator.store import Pause, Store


@dataclass(frozen=True, slots=True)
class Asking:
    """When an outlet is asked; times are in UTC."""

    every: timedelta | None = None
    """Between two polls, by what the last ones found; None: never polled."""
    due: datetime | None = None
    """The next poll at the latest, but for a pause; an edition may need one sooner."""
    paused: Pause | None = None
    """The longest pause that holds for a host of its entry points."""


def askings(store: Store, outlets: Mapping[str, Outlet], now: datetime) -> dict[str, Asking]:
    """Return when the outlets are asked, by their ids."""
    polls, pauses = store.entry_points.polls(), store.entry_points.pauses(now)
    found = {}
    for name, outlet in outlets.items():
        polled, limits = polls.get(name), outlet.politeness
        every, due = (interval(polled.good, limits), next_due(polled, limits)) if polled else (None, None)
        found[name] = Asking(every, due, max(_pauses(outlet, pauses), key=lambda pause: pause.until, default=None))
    return found


def _pauses(outlet: Outlet, pauses: Mapping[str, Pause]) -> Iterator[Pause]:
    hosts = {urlsplit(entry.url).netloc for entry in outlet.entries if entry.enabled}
    return (pauses[host] for host in sorted(hosts) if host in pauses)
