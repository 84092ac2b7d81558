"""How rare a term is in English news, by a frozen table of document counts that ships with the program."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import log

TABLE = "counts_en.tsv.gz"
"""First line: the number of documents; then a term and its number of documents on each, the most common first."""
MIN_EVENTS = 3
"""The table leaves out terms of fewer events: nearly all are names, and count as never seen."""


@dataclass(frozen=True)
class Rarity:
    """The number of documents, out of `documents`, that have each term."""

    documents: int
    counts: Mapping[str, int]

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return {term: self._weight(seen) for term, seen in self.counts.items()}

    @cached_property
    def _rarest(self) -> float:
        return self._weight(0)

    def weigh(self, term: str) -> float:
        """Return the inverse document frequency of a term, smoothed: 1 for a term in every document."""
        return self._weights.get(term, self._rarest)

    def _weight(self, seen: int) -> float:
        return log((1 + self.documents) / (1 + seen)) + 1


def count(stories: Iterable[tuple[str, frozenset[str]]], min_events: int = MIN_EVENTS) -> Rarity:
    """Count the stories that have each term, leaving out terms of fewer than `min_events` events.

    `stories`: (event, terms) of each; names of one event are in all of its stories, and are rare all the same.
    """
    seen, events, number = Counter[str](), set[tuple[str, str]](), 0
    for event, terms in stories:
        number += 1
        seen.update(terms)
        events.update((term, event) for term in terms)
    spread = Counter(term for term, _ in events)
    return Rarity(number, {term: stories for term, stories in seen.items() if spread[term] >= min_events})


def to_bytes(rarity: Rarity) -> bytes:
    """Return the table as bytes; equal counts give equal bytes."""
    rows = sorted(rarity.counts.items(), key=lambda row: (-row[1], row[0]))
    lines = [str(rarity.documents), *(f"{term}\t{seen}" for term, seen in rows)]
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def from_bytes(table: bytes) -> Rarity:
    """Read a table that `to_bytes` wrote."""
    documents, *rows = gzip.decompress(table).decode().splitlines()
    pairs = (row.split("\t") for row in rows)
    return Rarity(int(documents), {term: int(seen) for term, seen in pairs})


@cache
def shipped() -> Rarity:
    """Return the table that the program ships."""
    return from_bytes((files("aggregator.events.likeness") / TABLE).read_bytes())
