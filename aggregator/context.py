"""What one run hands to every spider and pipeline: the store, the registries, the clock, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aggregator.archive import Archive, Recorder
from aggregator.language.plan import Helpers, load_helpers
from aggregator.models import Story
from aggregator.outlets import Outlet, load_outlets
from aggregator.overrides import Overrides, load_overrides
from aggregator.sections import Sections, load_sections
from aggregator.sources import Sources, load_sources
from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Registry:
    """The seeds of a run."""

    folder: Path
    outlets: dict[str, Outlet]
    sources: Sources
    sections: Sections
    overrides: Overrides
    helpers: Helpers

    @classmethod
    def load(cls, folder: Path, overrides: Path | None = None, helpers: Path | None = None) -> Registry:
        """Load outlets, sources, sections, overrides and helpers below `folder`; raise `SeedError` for the first fault.

        `overrides`, `helpers`: files to read instead of the folder's `overrides.toml` and `language.toml`.
        """
        sources = load_sources(folder)
        sections, machines = load_sections(folder), load_helpers(folder, helpers)
        by_hand = load_overrides(folder, sources, {section.id for section in sections}, overrides)
        return cls(folder, load_outlets(folder), sources, sections, by_hand, machines)

    def recredited(self, story: Story) -> Story:
        """Return the story with the credit that an operator set by hand, or as it is."""
        return self.overrides.recredited(story, self.sources)


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
