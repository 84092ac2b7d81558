"""Assembling a day of 5,000 stories, against reading them from the store, which another process has filled."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aggregator.assemble import Material, assemble, reach
from aggregator.attribution import attribute
from aggregator.models import Precision, Story
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import layers_of
from aggregator.store import Store, open_store
from tests.benchmarks.grouping import day
from tests.benchmarks.measure import Figure, answer, peak_memory, skipped
from tests.paths import SETS

STORIES, LIMIT, MEGABYTES = 5000, 5.0, 200
TIMES = 3


def main() -> list[Figure]:
    """Return the ratio and the peak of memory; the stories are mixed from the texts beside the checkout."""
    if not SETS.is_dir():
        return skipped("assembling", SETS)
    registry = Registry.load(layers_of())
    edition = load_edition_plan(registry.layers, "evening").on(date(2026, 11, 20), registry.sections)
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'day.db'}"
        answer("tests.benchmarks.assembling", address)
        store = open_store(address)
        start, end = reach(edition)
        reading = min(_cpu(lambda: store.stories.between(start, end)) for _ in range(TIMES))
        material = Material(edition, store.stories.between(start, end))
        assemble(material, registry.sources)  # groups the stories, which has a separate benchmark
        assembling = min(_cpu(lambda: assemble(material, registry.sources)) for _ in range(TIMES))
        store.close()
    peak = peak_memory()
    what = f"a day of {STORIES:,} stories, against reading them from the store ({assembling:.2f} and {reading:.2f} s)"
    return [
        Figure("assembling.cpu", assembling / reading, LIMIT, f"an edition of {what}"),
        Figure("assembling.peak", peak, MEGABYTES, f"peak memory of an edition of {STORIES:,} stories", "MB"),
    ]


def fill(store: Store, registry: Registry) -> int:
    """Store the stories of the day; return their number."""
    outlets = list(registry.outlets.values())
    for number, story in enumerate(day(STORIES)):
        outlet = outlets[number % len(outlets)]
        store.stories.save(_credited(story, number, outlet.id, registry), [], None)
    return STORIES


def _credited(story: Story, number: int, outlet: str, registry: Registry) -> Story:
    at = datetime(2026, 11, 20, number * 9 // STORIES, number % 60, tzinfo=UTC)
    url = f"https://{outlet}.example/{number}"
    made = replace(
        story, id=f"{number:016x}", outlet=outlet, url=url, canonical_url=url, published=at, fetched_at=at,
        published_precision=Precision.MINUTE, fingerprint=f"{number:x}",
    )  # fmt: skip
    found = registry.sections.classify(made.title, made.text)
    credit = attribute(made, registry.outlets[outlet], registry.sources)
    return replace(made, attribution=credit, section=found.section, section_score=found.score)


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    with closing(open_store(sys.argv[1])) as opened:
        print(json.dumps(fill(opened, Registry.load(layers_of()))))
