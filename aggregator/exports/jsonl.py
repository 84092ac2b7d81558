"""JSON Lines: one row per line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from aggregator.exports.columns import Value, row
from aggregator.models import Membership, Story
from aggregator.store.batches import batched

Memberships = Callable[[Sequence[str]], Mapping[str, Membership]]
"""Returns the memberships of stories by their ids, as `Events.of` does."""
_PAGE = 200


def write_jsonl(stories: Iterable[Story], memberships: Memberships, stream: BinaryIO) -> int:
    """Write stories with their events; return the number of stories."""
    count = 0
    for page in batched(stories, _PAGE):
        known = memberships([story.id for story in page])
        for story in page:
            stream.write(_line(row(story, known.get(story.id))))
        count += len(page)
    return count


def _line(values: Mapping[str, Value]) -> bytes:
    return f"{json.dumps(values, ensure_ascii=False, default=datetime.isoformat)}\n".encode()
