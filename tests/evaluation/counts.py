"""Count in how many stories each English term occurs, and write the table that the program ships (`make counts`).

    python -m tests.evaluation.counts [STORE…]

Counts the stories of the sets beside the checkout, where they are, and of the named stores (`sqlite:///…`,
`postgresql://…`), grouped into events, one window after the other.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from aggregator.events.grouping import group_events
from aggregator.events.likeness.english import ordered_terms
from aggregator.events.likeness.rarity import TABLE, count, to_bytes
from aggregator.models import Story
from aggregator.store import open_store
from tests.paths import SETS

Counted = tuple[str, frozenset[str]]
"""An event, and the terms of one of its stories."""


def of_sets(folder: Path) -> Iterator[Counted]:
    """Yield the English stories of the sets."""
    for path in sorted((folder / "events").glob("groups_en*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["event"], _terms(row["title"], row["text"])


def of_store(url: str) -> Iterator[Counted]:
    """Yield the English stories of a store, copies left out, with the event that the assembler would find for each."""
    store = open_store(url)
    try:
        originals = (story for story in store.stories.all() if story.language == "en" and not story.copy_of)
        for day, stories in groupby(sorted(originals, key=_day), key=_day):
            yield from _of_day(day, list(stories))
    finally:
        store.close()


def _day(story: Story) -> str:
    return (story.published or story.fetched_at).date().isoformat()


def _of_day(day: str, stories: Sequence[Story]) -> Iterator[Counted]:
    for number, event in enumerate(group_events(stories)):
        yield from ((f"{day} {number}", _terms(story.title, story.text)) for story in event)


def _terms(title: str, text: str) -> frozenset[str]:
    return frozenset(ordered_terms(f"{title}\n{text}"))


def main(stores: Sequence[str]) -> None:
    """Write the table and print what it holds; leave it as it is if there is nothing to count."""
    counted = [*(of_sets(SETS) if SETS.is_dir() else ()), *(row for url in stores for row in of_store(url))]
    if not counted:
        sys.exit(f"no sets at ../shared/{SETS.name} and no store named: {TABLE} is as it was")
    rarity = count(counted)
    table = to_bytes(rarity)
    Path(str(files("aggregator.events.likeness") / TABLE)).write_bytes(table)
    print(f"{TABLE}: {len(rarity.counts)} terms of {rarity.documents} stories, {len(table) / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
