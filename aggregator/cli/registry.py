"""The commands outlets list and outlets check."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import typer

from aggregator.cli.outlets import SAMPLES, sample_faults, samples_of
from aggregator.errors import AggregatorError, SeedError, UsageError
from aggregator.publish.plans import load_plans
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import seeds_folder
from aggregator.registry.outlets import Outlet, load_outlet, load_outlets
from aggregator.registry.sections import load_sections
from aggregator.registry.sources import Sources, load_sources
from aggregator.text.width import pad


def list_outlets(seeds: Path | None) -> None:
    """Print one line an outlet."""
    outlets = load_outlets(seeds_folder(seeds))
    for outlet in outlets.values():
        print(f"{outlet.id:<16}{pad(outlet.name.zh, 26)}{pad(outlet.name.en, 48)}{_entries(outlet)}")


def _entries(outlet: Outlet) -> str:
    if not outlet.enabled:
        return "disabled"
    return ", ".join(
        f"{entry.kind} ({entry.certainty}{', browser' if entry.browser else ''})" for entry in outlet.entries
    )


def check_seeds(ids: tuple[str, ...], seeds: Path | None, samples: Path | None) -> None:
    """Load seed files and read the samples, of the outlets named or of all; print each fault, leave with 1 for any.

    Without `samples` those of the checkout are read, which belong to the registry that ships.
    """
    folder = seeds_folder(seeds)
    if samples is not None and not samples.is_dir():
        raise UsageError(f"--samples: no such folder: {samples}")
    if samples is None and seeds is None:
        samples = SAMPLES
    paths = _outlet_files(folder, ids)
    faults = [*_faults(folder, paths, samples), *(() if ids else _other_faults(folder))]
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    read = sum(len(samples_of(path.stem, samples)) for path in paths)
    print(f"{len(paths)} outlets, {read} samples, {len(load_sources(folder))} sources: all good")


def _outlet_files(folder: Path, ids: tuple[str, ...]) -> list[Path]:
    paths = {path.stem: path for path in sorted((folder / "outlets").glob("*.toml"))}
    unknown = [name for name in ids if name not in paths]
    if unknown:
        raise UsageError(f"unknown outlet {unknown[0]!r}; known: {', '.join(paths)}")
    return [paths[name] for name in ids] if ids else [*paths.values()]


def _faults(folder: Path, paths: Sequence[Path], samples: Path | None) -> Iterator[AggregatorError]:
    """Yield the faults of outlet files, and of the samples of those that load."""
    sources = cache(partial(load_sources, folder))  # read when the first outlet needs them, and once
    for path in paths:
        faults = list(_tried(partial(_check_outlet, path, sources)))
        yield from faults or sample_faults(load_outlet(path), samples)


def _other_faults(folder: Path) -> Iterator[AggregatorError]:
    yield from _tried(partial(load_sources, folder))
    for path in sorted((folder / "editions").glob("*.toml")):
        yield from _tried(partial(load_edition_plan, folder, path.stem))
    yield from _tried(partial(load_sections, folder))
    yield from _tried(partial(load_plans, folder))


def _tried(load: Callable[[], object]) -> Iterator[AggregatorError]:
    try:
        load()
    except AggregatorError as error:
        yield error


def _check_outlet(path: Path, sources: Callable[[], Sources]) -> None:
    outlet = load_outlet(path)
    if sources().get(outlet.source) is None:
        raise SeedError(path, "source", f"no source has the id {outlet.source!r}")
