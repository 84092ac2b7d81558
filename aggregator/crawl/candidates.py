"""Candidates: of each outlet the pages that were read in different ways, kept until its alarms are judged.

One of them may become a sample. Which is known at the end of the run only: an outlet has changed its pages if many
are read in a way that was not usual.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from aggregator.archive import Answer

MAX_WAYS = 4
"""Pages of an outlet that are kept, one for each way of reading."""
MAX_PAGE = 2 * 2**20
"""Bytes of a page that is kept."""
MAX_TOTAL = 16 * 2**20
"""Compressed bytes of all pages of a run."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page, and how it was read."""

    outlet: str
    rules: Mapping[str, str]
    """The rule that read each field; a field that was not found is missing. Empty: the page was not read as a story."""
    length: int
    """Characters of its text."""
    answer: Answer
    """With a compressed body; `page` has the plain one."""

    @property
    def page(self) -> Answer:
        """Return the page as it was answered."""
        return replace(self.answer, body=zlib.decompress(self.answer.body))


class Candidates:
    """The candidates of a run: the shortest page of each way of reading."""

    def __init__(self) -> None:
        self._found: dict[str, dict[tuple[tuple[str, str], ...], Candidate]] = {}
        self._total = 0

    def note(self, outlet: str, rules: Mapping[str, str], length: int, answer: Answer) -> None:
        """Keep a page, if it is of a new way of reading, or the shortest of a known one, and there is room."""
        ways, way = self._found.setdefault(outlet, {}), tuple(sorted(rules.items()))
        known = ways.get(way)
        if len(answer.body) > MAX_PAGE or (known and known.length <= length) or (not known and len(ways) >= MAX_WAYS):
            return
        packed = replace(answer, body=zlib.compress(answer.body, 1))
        total = self._total + len(packed.body) - (len(known.answer.body) if known else 0)
        if total <= MAX_TOTAL:
            ways[way], self._total = Candidate(outlet, dict(rules), length, packed), total

    def of(self, outlet: str) -> Iterator[Candidate]:
        """Yield the candidates of an outlet, the shortest first."""
        yield from sorted(self._found.get(outlet, {}).values(), key=lambda each: each.length)
