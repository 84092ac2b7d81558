"""The registry: the seeds of a run as validated values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aggregator.models import Overrides, Story
from aggregator.registry.cautions import NO_CAUTIONS, Cautions, load_cautions
from aggregator.registry.files import Layers
from aggregator.registry.machines import Helpers, load_helpers
from aggregator.registry.outlets import Outlet, load_outlets
from aggregator.registry.overrides import CreditOverride, load_overrides, recredit
from aggregator.registry.sections import Sections, load_sections
from aggregator.registry.sources import Sources, load_sources


@dataclass(frozen=True, slots=True)
class Registry:
    """The seeds of a run."""

    layers: Layers
    outlets: dict[str, Outlet]
    sources: Sources
    sections: Sections
    overrides: Overrides
    credits: tuple[CreditOverride, ...]
    """Credits that an operator set."""
    helpers: Helpers
    cautions: Cautions = NO_CAUTIONS

    @classmethod
    def load(cls, layers: Layers, overrides: Path | None = None, helpers: Path | None = None) -> Registry:
        """Load all seeds of the layers; raise `SeedError` for the first fault.

        `overrides`, `helpers`: files to read instead of the layers' `overrides.toml` and `language.toml`.
        """
        sources, sections = load_sources(layers), load_sections(layers)
        by_hand = load_overrides(layers, sources, {section.id for section in sections}, overrides)
        return cls(
            layers=layers,
            outlets=load_outlets(layers),
            sources=sources,
            sections=sections,
            overrides=by_hand.overrides(),
            credits=by_hand.credit,
            helpers=load_helpers(layers, helpers),
            cautions=load_cautions(layers),
        )

    def recredited(self, story: Story) -> Story:
        """Return the story with the credit that an operator set, or unchanged."""
        return recredit(story, self.credits, self.sources)
