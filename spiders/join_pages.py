"""Join the pages of a story that is split over several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile
from typing import Self

from aggregator.models import Origin
from aggregator.text import letters

from .readers.reading import Reading

MAX_PAGES = 20
"""Pages of one story; the longest seen has twelve."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages read so far, in order."""

    readings: tuple[Reading, ...]
    addresses: tuple[str, ...]
    """Where they were requested, and where they were found after redirects."""
    fetched_at: datetime
    """When the first page was fetched."""
    origin: Origin
    """The answer that the first page was."""

    @classmethod
    def begin(cls, reading: Reading, address: str, fetched_at: datetime, origin: Origin) -> Self:
        """Begin with the first page, which gives every field but the text."""
        return cls((reading,), (address,), fetched_at, origin)

    @property
    def following(self) -> str | None:
        """The address of the next page, None after the last."""
        address = self.readings[-1].next_page
        if address is None or address in self.addresses or len(self.readings) >= MAX_PAGES:
            return None
        return address

    def add(self, reading: Reading, found: str) -> Pages:
        """Add the next page, found at an address; one that redirects to a page already read ends the story."""
        assert self.following is not None
        addresses = (*self.addresses, self.following, found)
        if found in self.addresses:
            return replace(self, addresses=addresses)
        return replace(self, readings=(*self.readings, reading), addresses=addresses)

    def joined(self) -> Reading:
        """Return the whole story as one reading."""
        first, number = self.readings[0], len(self.readings)
        if number == 1:
            return first
        rule = f"{first.rules.get('text', '')}, {number} pages"
        return replace(first, text="\n".join(self._paragraphs()), rules={**first.rules, "text": rule})

    def _paragraphs(self) -> list[str]:
        """Return the paragraphs in order, without those that later pages repeat at their top."""
        known = {letters(self.readings[0].title or "")}
        paragraphs: list[str] = []
        for reading in self.readings:
            paragraphs += dropwhile(lambda line: letters(line) in known, reading.text.splitlines())
            known.update(map(letters, paragraphs))
        return paragraphs
