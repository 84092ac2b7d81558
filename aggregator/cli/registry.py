"""The commands outlets list and outlets check."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unicodedata import east_asian_width

import typer

from aggregator.editions import load_edition_plan
from aggregator.errors import AggregatorError, SeedError
from aggregator.outlets import Outlet, load_outlet, load_outlets
from aggregator.sections import load_sections
from aggregator.seeds import seeds_folder
from aggregator.sources import load_sources


def list_outlets(seeds: Path | None) -> None:
    """Print one line an outlet."""
    outlets = load_outlets(seeds_folder(seeds))
    for outlet in outlets.values():
        print(f"{outlet.id:<16}{_pad(outlet.name.zh, 26)}{_pad(outlet.name.en, 48)}{_entries(outlet)}")


def _entries(outlet: Outlet) -> str:
    if not outlet.enabled:
        return "disabled"
    return ", ".join(
        f"{entry.kind} ({entry.certainty}{', browser' if entry.browser else ''})" for entry in outlet.entries
    )


def _pad(text: str, width: int) -> str:
    """Pad to a width in columns: a Chinese character takes two."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, width - taken)


def check_seeds(seeds: Path | None) -> None:
    """Load every seed file; print each fault, and leave with 1 where there is one."""
    folder = seeds_folder(seeds)
    faults = list(_faults(folder))
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    print(f"{len(list((folder / 'outlets').glob('*.toml')))} outlets, {len(load_sources(folder))} sources: all good")


def _faults(folder: Path) -> Iterator[AggregatorError]:
    for path in sorted((folder / "outlets").glob("*.toml")):
        yield from _tried(partial(_check_outlet, path, folder))
    yield from _tried(partial(load_sources, folder))
    for path in sorted((folder / "editions").glob("*.toml")):
        yield from _tried(partial(load_edition_plan, folder, path.stem))
    yield from _tried(partial(load_sections, folder))


def _tried(load: Callable[[], object]) -> Iterator[AggregatorError]:
    try:
        load()
    except AggregatorError as error:
        yield error


def _check_outlet(path: Path, folder: Path) -> None:
    outlet = load_outlet(path)
    if load_sources(folder).get(outlet.source) is None:
        raise SeedError(path, "source", f"no source has the id {outlet.source!r}")
