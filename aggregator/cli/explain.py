"""The command explain."""

from __future__ import annotations

import json
from datetime import date

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.exports.columns import iso
from aggregator.inspection.explanation import explain
from aggregator.registry import Registry


def explain_asked(
    places: Places,
    name: str | None,
    edition: str | None,
    day: date | None,
    entry: int | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Print an explanation, as lines or as a JSON object."""
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places) as store:
        found = explain(store, registry, name, edition, day, entry, language)
        for line in [json.dumps(found.facts, ensure_ascii=False, default=iso)] if as_json else found.lines:
            print(line)
