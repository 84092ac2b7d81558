"""Counters of an outlet's crawl: spiders and pipelines add to them, its report reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import median, quantiles
from typing import Any

from scrapy.statscollectors import StatsCollector

from aggregator.models import Story
from aggregator.models.report import Fault, OutletReport, OutletVerdict, RobotsRules
from aggregator.registry.outlets import Outlet

MAX_FAULTS = 50
"""Faults listed in an outlet's report; the counts are always complete."""
FAULTS = "faults"
"""Key of the list of faults in a crawler's stats."""
FIELDS = "fields"
"""Key of the stored stories by (field, rule) in a crawler's stats."""
LENGTHS = "lengths"
"""Key of the stored texts' lengths in a crawler's stats."""
SKEWS = "skews"
"""Key of the seconds by which the hosts' clocks are ahead, by host, in a crawler's stats."""
MOVED = "moved"
"""Key of the new addresses of entry points, by the known ones, in a crawler's stats."""
ROBOTS = "robots"
"""Key of the rules of robots.txt by host in a crawler's stats."""
PROFILED = ("title", "text", "published", "source_label", "author")
"""Fields of a story whose absence tells that an outlet changed its pages."""


class Count(StrEnum):
    """A key in a crawler's stats, and in their dump."""

    __repr__ = str.__repr__

    ENTRIES_READ = "entries/read"
    ENTRIES_UNCHANGED = "entries/unchanged"
    ENTRIES_FAILED = "entries/failed"
    ENTRIES_SKIPPED = "entries/skipped"
    ENTRIES_NOT_DUE = "entries/not-due"
    """Entry points that were not asked, as the outlet is visited for the links that earlier runs left."""
    LINKS_SEEN = "links/seen"
    """Links to stories that the entry points announced, known ones included."""
    LINKS_NEW = "links/new"
    LINKS_PENDING = "links/pending"
    """Links that earlier runs left unfinished."""
    LINKS_FAILED = "links/failed"
    LINKS_GONE = "links/gone"
    LINKS_REFUSED = "links/refused"
    LINKS_WAITING = "links/waiting"
    """Links without a story that a later run asks for again."""
    LINKS_GIVEN_UP = "links/given-up"
    """Links that this run gave up."""
    STORED = "links/stored"
    COPIES = "copies"
    """Stored stories that are copies, or turn a stored story into one."""


def add_fault(stats: StatsCollector, fault: Fault) -> None:
    """Add a fault to a crawler's stats, unless they hold `MAX_FAULTS` already."""
    faults = stats.get_value(FAULTS, [])
    if len(faults) < MAX_FAULTS:
        faults.append(fault)
        stats.set_value(FAULTS, faults)


def add_story(stats: StatsCollector, story: Story) -> None:
    """Add a stored story to the profile of its outlet: the rules that read its fields, and its length."""
    kept = stats.get_stats()
    rules = ((name, story.rules.get(name, "")) for name in PROFILED if getattr(story, name))
    kept.setdefault(FIELDS, Counter()).update(rules)
    kept.setdefault(LENGTHS, []).append(len(story.text))


def add_skew(stats: StatsCollector, host: str, seconds: float) -> None:
    """Keep how far a host's clock is ahead, by its first answer."""
    stats.get_stats().setdefault(SKEWS, {}).setdefault(host, seconds)


def add_move(stats: StatsCollector, known: str, address: str) -> None:
    """Keep the address that an entry point has moved to."""
    stats.get_stats().setdefault(MOVED, {})[known] = address


def add_robots(stats: StatsCollector, host: str, rules: RobotsRules) -> None:
    """Keep the rules of a host."""
    stats.get_stats().setdefault(ROBOTS, {})[host] = rules


def outlet_report(
    outlet: Outlet, stats: Mapping[str, Any], crashes: Sequence[Fault], ended: OutletVerdict | None = None
) -> OutletReport:
    """Return the report of an outlet's crawl.

    `crashes` are the exceptions that our own code raised; `ended` is the verdict on one that was not finished.
    """

    def count(key: Count) -> int:
        return int(stats.get(key, 0))

    return OutletReport(
        outlet=outlet.id,
        verdict=ended or _verdict(stats, bool(crashes)),
        requests=stats.get("downloader/request_count", 0),
        entries_read=count(Count.ENTRIES_READ),
        entries_unchanged=count(Count.ENTRIES_UNCHANGED),
        entries_failed=count(Count.ENTRIES_FAILED),
        polled=not count(Count.ENTRIES_NOT_DUE),
        links_seen=count(Count.LINKS_SEEN),
        links_new=count(Count.LINKS_NEW),
        links_pending=count(Count.LINKS_PENDING),
        stored=count(Count.STORED),
        copies=count(Count.COPIES),
        refused=count(Count.LINKS_REFUSED),
        failed=count(Count.LINKS_FAILED) + len(crashes),
        gone=count(Count.LINKS_GONE),
        waiting=count(Count.LINKS_WAITING),
        given_up=count(Count.LINKS_GIVEN_UP),
        fields=_by_rule(stats.get(FIELDS, {})),
        lengths=_quartiles(stats.get(LENGTHS, ())),
        seconds=round(stats.get("elapsed_time_seconds") or 0.0, 1),
        skew=round(median(skews.values()), 1) if (skews := stats.get(SKEWS)) else None,
        moved=dict(stats.get(MOVED, {})),
        robots=dict(stats.get(ROBOTS, {})),
        faults=tuple([*stats.get(FAULTS, ()), *crashes][:MAX_FAULTS]),
    )


def _by_rule(fields: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (name, rule), stories in sorted(fields.items()):
        found.setdefault(name, {})[rule] = stories
    return found


def _quartiles(lengths: Sequence[int]) -> tuple[int, ...]:
    if not lengths:
        return ()
    inner = quantiles(lengths, n=4, method="inclusive") if len(lengths) > 1 else [lengths[0]] * 3
    return (min(lengths), *map(round, inner), max(lengths))


def _verdict(stats: Mapping[str, Any], crashed: bool) -> OutletVerdict:
    if not _any(stats, Count.ENTRIES_READ, Count.ENTRIES_UNCHANGED, Count.ENTRIES_NOT_DUE):
        only_skipped = _any(stats, Count.ENTRIES_SKIPPED) and not _any(stats, Count.ENTRIES_FAILED) and not crashed
        return OutletVerdict.SKIPPED if only_skipped else OutletVerdict.FAILED
    missing = _any(
        stats,
        Count.ENTRIES_FAILED,
        Count.ENTRIES_SKIPPED,
        Count.LINKS_FAILED,
        Count.LINKS_WAITING,
        Count.LINKS_GIVEN_UP,
    )
    nothing_kept = _any(stats, Count.LINKS_REFUSED) and not _any(stats, Count.STORED)
    return OutletVerdict.PARTIAL if missing or nothing_kept or crashed else OutletVerdict.OK


def _any(stats: Mapping[str, Any], *keys: Count) -> bool:
    return any(stats.get(key) for key in keys)
