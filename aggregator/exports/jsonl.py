"""JSON Lines: one row a line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from aggregator.exports.columns import row
from aggregator.models import Story


def write_jsonl(stories: Iterable[Story], stream: TextIO) -> int:
    """Write stories; return how many."""
    count = 0
    for story in stories:
        stream.write(json.dumps(row(story), ensure_ascii=False) + "\n")
        count += 1
    return count
