"""The registry: the seeds of a run, validated, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aggregator.models import Story
from aggregator.registry.machines import Helpers, load_helpers
from aggregator.registry.outlets import Outlet, load_outlets
from aggregator.registry.overrides import Overrides, load_overrides
from aggregator.registry.sections import Sections, load_sections
from aggregator.registry.sources import Sources, load_sources


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
