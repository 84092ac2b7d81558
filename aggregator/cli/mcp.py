"""The command mcp: tools for an assistant over stdio."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.errors import Stopped
from aggregator.inspection.assistant import serve
from aggregator.registry import Registry


def serve_assistant(places: Places) -> None:
    """Answer an assistant until it closes stdin. The store is opened for each question, so a run may be on."""
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places):
        pass  # a store that is not there is said at once
    try:
        with tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
            serve(partial(inspected_store, places), registry, Path(folder))
    except Stopped as stop:
        os._exit(stop.exit_code)  # the interpreter would wait for the thread that reads stdin
