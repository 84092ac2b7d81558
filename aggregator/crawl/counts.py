"""Counters of an outlet's crawl: spiders and pipelines add to them, its report reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from scrapy.statscollectors import StatsCollector

from aggregator.models.report import Fault, OutletReport, OutletVerdict
from aggregator.registry.outlets import Outlet

MAX_FAULTS = 50
"""Faults listed in an outlet's report; the counts are always complete."""
FAULTS = "faults"
"""Key of the list of faults in a crawler's stats."""


class Count(StrEnum):
    """A key in a crawler's stats."""

    ENTRIES_READ = "entries/read"
    ENTRIES_UNCHANGED = "entries/unchanged"
    ENTRIES_FAILED = "entries/failed"
    ENTRIES_SKIPPED = "entries/skipped"
    LINKS_NEW = "links/new"
    LINKS_PENDING = "links/pending"
    """Links that earlier runs left unfinished."""
    LINKS_FAILED = "links/failed"
    LINKS_GONE = "links/gone"
    LINKS_REFUSED = "links/refused"
    STORED = "links/stored"
    COPIES = "copies"
    """Stored stories that are copies, or turn a stored story into one."""


def add_fault(stats: StatsCollector, fault: Fault) -> None:
    """Add a fault to a crawler's stats, unless they hold `MAX_FAULTS` already."""
    faults = stats.get_value(FAULTS, [])
    if len(faults) < MAX_FAULTS:
        faults.append(fault)
        stats.set_value(FAULTS, faults)


def outlet_report(outlet: Outlet, stats: Mapping[str, Any], crashes: Sequence[Fault]) -> OutletReport:
    """Return the report of an outlet's crawl; `crashes` are the exceptions that our own code raised."""

    def count(key: Count) -> int:
        return int(stats.get(key, 0))

    return OutletReport(
        outlet=outlet.id,
        verdict=_verdict(stats, bool(crashes)),
        requests=stats.get("downloader/request_count", 0),
        entries_read=count(Count.ENTRIES_READ),
        entries_unchanged=count(Count.ENTRIES_UNCHANGED),
        entries_failed=count(Count.ENTRIES_FAILED),
        links_new=count(Count.LINKS_NEW),
        links_pending=count(Count.LINKS_PENDING),
        stored=count(Count.STORED),
        copies=count(Count.COPIES),
        refused=count(Count.LINKS_REFUSED),
        failed=count(Count.LINKS_FAILED) + len(crashes),
        gone=count(Count.LINKS_GONE),
        faults=tuple([*stats.get(FAULTS, ()), *crashes][:MAX_FAULTS]),
    )


def _verdict(stats: Mapping[str, Any], crashed: bool) -> OutletVerdict:
    if stats.get("finish_reason") == "shutdown":
        return OutletVerdict.STOPPED
    if not _any(stats, Count.ENTRIES_READ, Count.ENTRIES_UNCHANGED):
        only_skipped = _any(stats, Count.ENTRIES_SKIPPED) and not _any(stats, Count.ENTRIES_FAILED) and not crashed
        return OutletVerdict.SKIPPED if only_skipped else OutletVerdict.FAILED
    missing = _any(stats, Count.ENTRIES_FAILED, Count.ENTRIES_SKIPPED, Count.LINKS_FAILED)
    nothing_kept = _any(stats, Count.LINKS_REFUSED) and not _any(stats, Count.STORED)
    return OutletVerdict.PARTIAL if missing or nothing_kept or crashed else OutletVerdict.OK


def _any(stats: Mapping[str, Any], *keys: Count) -> bool:
    return any(stats.get(key) for key in keys)
