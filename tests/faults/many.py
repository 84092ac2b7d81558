"""Eight workers on 500 outlets: none visited twice at once, no host asked more often than it bears, each slot met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from aggregator.registry.outlets import load_outlets
from aggregator.worker.desk import Pace
from aggregator.worker.groups import group_outlets
from tests.faults.cluster import Desks, fresh_database
from tests.faults.site import Served

DELAY = 1.0
"""Seconds between two requests to a host; Scrapy takes half as much to half as much again."""
TOLERANCE = 0.2
"""Seconds by which the press may note a request late on a busy machine, and so the next one soon after it."""
SHARED = 25
"""Outlets of which one shares a host with the one before it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The findings."""

    made: bool
    stories: float
    """Share of the stories that are stored."""
    visits: int
    at_once: int
    """Pairs of visits of one group of hosts that were under way at once."""
    over_rate: int
    """Hosts that were asked more often than their delay allows."""
    too_soon: float
    """Share of the requests that came too soon after the one before: Scrapy counts the delay from the moment at which
    it means to send a request, and a loop that is busy sends it late."""
    shared: int
    """Groups of more than one outlet."""

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return self.made and self.stories == 1.0 and not self.at_once and not self.over_rate


def many_workers(served: Served, server: str, seeds: Path, folder: Path, workers: int = 8) -> Figures:
    """Let workers make an edition of all outlets of a press."""
    _be_slow(served, seeds)
    served.fault({})
    with fresh_database(server) as store:
        desks = Desks(store, seeds, folder, served.press.day, Pace(poll=1.0))
        groups = group_outlets(load_outlets(desks.request.layers).values())
        try:
            for number in range(workers):
                desks.start(concurrency=8 if number else 4)
            desks.wait(desks.is_made, patience=3600.0)
            desks.end()
        finally:
            desks.kill()
        visits = list(_visits(desks, groups))
        times: dict[int, list[float]] = defaultdict(list)
        for outlet, _, at, _ in served.asked():
            times[outlet].append(at)
        gaps = [b - a for each in times.values() for a, b in pairwise(sorted(each))]
        spans = [(max(each) - min(each), len(each) - 1) for each in times.values()]
        return Figures(
            made=desks.is_made(),
            stories=len(set(desks.urls())) / served.press.total,
            visits=len(visits),
            at_once=_at_once(visits),
            over_rate=sum(span < number * DELAY / 2 - TOLERANCE for span, number in spans),
            too_soon=sum(gap < DELAY / 2 - TOLERANCE for gap in gaps) / len(gaps),
            shared=len(groups) - len(set(groups.values())),
        )


def _be_slow(served: Served, seeds: Path) -> None:
    """Give the outlets a delay, and let some share a host."""
    for number in range(served.press.outlets):
        path = seeds / "outlets" / f"o{number}.toml"
        text = path.read_text("utf-8").replace("delay = 0.0", f"delay = {DELAY}")
        if number % SHARED == 1:
            own, other = served.press.address(number), served.press.address(number - 1)
            text = text.replace(f'hosts = ["{own}"]', f'hosts = ["{own}", "{other}"]')
        path.write_text(text, "utf-8")


def _visits(desks: Desks, groups: dict[str, str]) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the visits, each with its group, its beginning and its end."""
    with desks.opened() as store:
        for row in store.runs.since(datetime.now(UTC) - timedelta(hours=3)):
            for outlet in (row["report"] or {}).get("outlets", ()):
                yield groups[outlet["outlet"]], row["started_at"], row["finished_at"]


def _at_once(visits: list[tuple[str, datetime, datetime]]) -> int:
    found = 0
    for (group, _, end), (other, began, _) in pairwise(sorted(visits)):
        found += group == other and began < end
    return found
