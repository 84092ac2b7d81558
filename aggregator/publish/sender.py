"""The protocol of every channel's sender, and its access to secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aggregator.errors import SeedError
from aggregator.models.delivery import Outcome, Publication
from aggregator.redaction import hide

Note = Callable[[str], None]
"""Call it with each part that arrived; the part is in the store when the call returns."""


class Sender(Protocol):
    """Sends publications to one channel."""

    @property
    def repeatable(self) -> bool:
        """Whether sending a publication twice has no effect the second time."""
        ...

    @property
    def target(self) -> str:
        """Description of the receiver for the operator, without secrets."""
        ...

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Send the parts that are not in `done`; return the outcome."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """The environment, read for one channel's table."""

    path: Path
    table: str
    environment: Mapping[str, str] = field(repr=False)

    def get(self, key: str, variable: str) -> str:
        """Return the variable that the table's `key` names, and hide it; raise `SeedError` if it is unset or empty."""
        value = self.environment.get(variable, "")
        if not value:
            raise self.wrong(key, f"the environment variable {variable} is not set")
        return hide(value)

    def wrong(self, key: str, reason: str) -> SeedError:
        """Return the error for a key of the table."""
        return SeedError(self.path, f"{self.table}.{key}", reason)
