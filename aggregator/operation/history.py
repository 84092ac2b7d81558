"""The past of each outlet: its visits, read from the reports of the runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aggregator.models.report import OutletReport, OutletVerdict

LOOK_BACK = timedelta(days=28)
"""The past that an outlet is compared with: four of each weekday."""
NOT_VISITED = frozenset({OutletVerdict.STOPPED, OutletVerdict.SKIPPED})


@dataclass(frozen=True, slots=True)
class Visit:
    """A crawl of one outlet: when its run began (UTC), and what it left."""

    at: datetime
    report: OutletReport

    @property
    def reached(self) -> bool:
        """Return whether an entry point had a readable answer."""
        return self.report.entries_read + self.report.entries_unchanged > 0

    @property
    def handled(self) -> int:
        """Links that this crawl asked for."""
        report = self.report
        return report.stored + report.refused + report.failed + report.gone


History = Mapping[str, tuple[Visit, ...]]
"""The visits of each outlet, oldest first, by its id."""


def histories(runs: Iterable[Mapping[str, Any]]) -> History:
    """Return the visits in the rows of `Store.runs.since`; a crawl that a signal ended is none."""
    found: dict[str, list[Visit]] = {}
    for run in runs:
        for values in (run["report"] or {}).get("outlets", ()):
            report = OutletReport.from_json(values)
            if report.verdict not in NOT_VISITED:
                found.setdefault(report.outlet, []).append(Visit(run["started_at"], report))
    return {outlet: tuple(visits) for outlet, visits in sorted(found.items())}
