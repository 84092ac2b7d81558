"""The command export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc, inspected_store
from aggregator.exports.jsonl import write_jsonl
from aggregator.files import cannot_write, replacing, require_folder
from aggregator.models import Story
from aggregator.registry import Registry
from aggregator.store import Store
from aggregator.text.counted import counted


def export_stories(places: Places, to: Path | None, since: datetime | None, until: datetime | None) -> None:
    """Write the stories, with manual credits, to stdout or to a file, which appears complete or not at all."""
    if to:
        require_folder(to)
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places) as store:
        stories = map(registry.recredited, store.stories.all(in_utc(since), in_utc(until)))
        if to is None:
            with open(sys.stdout.fileno(), "wb", closefd=False) as stream:
                write_jsonl(stories, store.events.of, stream)
        else:
            count = _write_file(stories, store, to)
            print(f"{counted(count, 'story')} to {to}", file=sys.stderr)


def _write_file(stories: Iterable[Story], store: Store, to: Path) -> int:
    try:
        with replacing(to) as stream:
            return write_jsonl(stories, store.events.of, stream)
    except OSError as error:
        raise cannot_write(to, error) from error
