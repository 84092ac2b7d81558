"""The command site build."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc, inspected_store
from aggregator.files import require_folder
from aggregator.models import Language
from aggregator.registry import Registry
from aggregator.site.build import build_site
from aggregator.text.counted import counted


def build(places: Places, to: Path, since: datetime | None, language: Language) -> None:
    """Build the site from one snapshot of the store, with manual credits, whole or not at all."""
    require_folder(to)
    registry = Registry.load(places.layers, places.overrides)
    with inspected_store(places) as store, store.snapshot() as snapshot:
        built = build_site(snapshot, registry, to, language, in_utc(since))
    shown = (counted(built.editions, "edition"), counted(built.events, "event"), counted(built.stories, "story"))
    nothing = "; nothing matches" if since and not (built.editions or built.stories) else ""
    print(f"{', '.join(shown)} to {to / 'index.html'}{nothing}", file=sys.stderr)
