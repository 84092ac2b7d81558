"""What one run hands to every spider and pipeline: the store, the registries, the clock, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.archive import Archive, Recorder
from aggregator.registry import Registry
from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one crawl."""

    store: Store
    registry: Registry
    run: str | None = None
    archive: Archive | None = None
    """Where set, every request is answered from it and nothing else."""
    recorder: Recorder | None = None
    """Where set, every answer is written to it, and requests are unconditional, so that the file is whole."""
    at: datetime | None = None
    """The moment that is taken for the present; None: the clock's, or the recording's."""

    @property
    def replaying(self) -> bool:
        """Tell whether the answers come from an archive."""
        return self.archive is not None

    def now(self) -> datetime:
        """Return the present: what was set, the clock's, or under replay the moment of the last answer recorded."""
        if self.at:
            return self.at
        return self.archive.now if self.archive else datetime.now(UTC)
