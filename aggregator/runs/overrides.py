"""The work of an operator's overrides: an edition made with them and without, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from aggregator.assemble import assemble
from aggregator.crawl.context import Context
from aggregator.formats.json import document
from aggregator.models import NO_OVERRIDES
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.runs.material import gather
from aggregator.store import Store


def without_and_with(store: Store, registry: Registry, name: str, day: date) -> tuple[Mapping[str, Any], ...]:
    """Return the documents of an edition without and with the overrides. Nothing is written.

    Neither is checked by the lint. Raise `UsageError` for an edition that the registry does not have.
    """
    edition = load_edition_plan(registry.layers, name).on(day, registry.sections)
    plain = replace(registry, overrides=NO_OVERRIDES, credits=())
    return tuple(document(assemble(gather(Context(store, each), edition), each.sources)) for each in (plain, registry))
