"""JSON Lines: one row a line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO

from aggregator.exports.columns import row
from aggregator.models import Membership, Story
from aggregator.store.batches import batched

Memberships = Callable[[Sequence[str]], Mapping[str, Membership]]
"""Returns the memberships of stories by their ids, as `Events.of` does."""
_PAGE = 200


def write_jsonl(stories: Iterable[Story], memberships: Memberships, stream: BinaryIO) -> int:
    """Write stories with their events; return how many."""
    count = 0
    for page in batched(stories, _PAGE):
        known = memberships([story.id for story in page])
        for story in page:
            line = json.dumps(row(story, known.get(story.id)), ensure_ascii=False) + "\n"
            stream.write(line.encode("utf-8"))
        count += len(page)
    return count
