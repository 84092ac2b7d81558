"""Check a request, and load what it names, before the store is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from aggregator.archive import Archive
from aggregator.errors import UsageError
from aggregator.registry import Registry
from aggregator.registry.editions import EditionPlan, load_edition_plans
from aggregator.registry.outlets import Outlet, choose_outlets
from aggregator.runs.request import Request


@dataclass(frozen=True, slots=True)
class Inputs:
    """Registry and recording of a run."""

    registry: Registry
    outlets: tuple[Outlet, ...]
    plans: tuple[EditionPlan, ...]
    """All editions, by name."""
    archive: Archive | None


def check_inputs(request: Request) -> Inputs:
    """Load the registry and the recording; check the folder to record to."""
    registry = Registry.load(request.layers, request.overrides, request.helpers)
    outlets = choose_outlets(registry.outlets, request.outlets)
    archive = Archive.open(request.replay) if request.replay else None
    if request.record:
        check_folder(request.record)
    return Inputs(registry, outlets, tuple(load_edition_plans(registry.layers)), archive)


def check_contact(request: Request, inputs: Inputs) -> None:
    """Raise `UsageError` if a crawl asks the web and has no contact."""
    if not inputs.archive:
        request.access.require_contact(host for outlet in inputs.outlets for host in outlet.contacted)


def check_folder(folder: Path) -> None:
    """Raise `UsageError` unless a folder can be written to, or made."""
    absolute = folder.absolute()
    existing = next(path for path in (absolute, *absolute.parents) if os.access(path, os.F_OK))
    if not existing.is_dir():
        raise UsageError(f"{folder}: cannot write: {existing} is not a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"{folder}: cannot write: no permission to write to {existing}")
