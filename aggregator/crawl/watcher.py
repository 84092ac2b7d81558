"""The port to who watches a run or a visit: how far it has got."""

from __future__ import annotations

from aggregator.models.report import OutletReport


class Watcher:
    """Gets notes of how far a run or a visit has got; this one ignores them."""

    def begin(self, phase: str, steps: int = 0, of: str = "") -> None:
        """Note that a phase begins, as `crawl`, `assemble` or `fetch`; its steps if they can be counted.

        `of`: a step's name.
        """

    def step(self) -> None:
        """Note that a step of the phase ended."""

    def outlet(self, report: OutletReport) -> None:
        """Note that the crawl of an outlet ended."""


NOBODY = Watcher()
