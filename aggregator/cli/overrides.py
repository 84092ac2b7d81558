"""The command overrides diff: what an operator's decisions change in an edition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.errors import UsageError
from aggregator.inspection.changes import Change, changes
from aggregator.registry import Registry
from aggregator.registry.overrides import OverrideFile, load_overrides
from aggregator.runs.overrides import without_and_with
from aggregator.store import Store

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def show_difference(places: Places, edition: str, day: date | None, as_json: bool) -> None:
    """Print the entries that the overrides add, remove or change, each with the reasons in the file.

    An entry that only gets another number is not printed.
    """
    if day is None:
        raise UsageError("overrides diff: --date names no day")
    registry = Registry.load(places.layers, places.overrides)
    sections = {section.id for section in registry.sections}
    decided = load_overrides(registry.layers, registry.sources, sections, places.overrides)
    with inspected_store(places) as store:
        found = [
            (change, _reasons(change, decided, store))
            for change in changes(*without_and_with(store, registry, edition, day))
            if set(change.fields) != {"number"}
        ]
    if as_json:
        print(json.dumps([asdict(change) | {"overrides": reasons} for change, reasons in found], ensure_ascii=False))
        return
    for line in (line for change, reasons in found for line in _lines(change, reasons)):
        print(line)
    if not found:
        print("The overrides change nothing in this edition.")


def _reasons(change: Change, decided: OverrideFile, store: Store) -> list[str]:
    """Return the decisions on the stories of a change; none if it only follows from those on others."""
    stories = filter(None, map(store.stories.get, change.stories))
    return list(dict.fromkeys(reason for story in stories for reason in decided.decisions(story)))


def _lines(change: Change, reasons: list[str]) -> Iterator[str]:
    yield f"{SIGNS[change.kind]} {change.headline}"
    yield f"    by {'; '.join(reasons)}" if reasons else "    follows from the others"
    if change.reason:
        yield f"    {change.reason}"
    yield from (f"    {name}: {before} → {after}" for name, (before, after) in change.fields.items())
