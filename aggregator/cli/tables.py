"""The tables of the export, as a command reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.exports.read import Reader
from aggregator.registry import Registry


@contextmanager
def reading(places: Places) -> Iterator[Reader]:
    """Read tables for a block, from one snapshot of the store that the command looks into, with manual credits."""
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places) as store, store.snapshot() as snapshot:
        yield Reader(snapshot, registry)
