"""What every channel implements: a sender, and the secrets that it may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aggregator.errors import SeedError
from aggregator.models.delivery import Outcome, Publication

Note = Callable[[str], None]
"""Called with each part that arrived: it is in the store when the call returns."""


class Sender(Protocol):
    """One way out of the house."""

    @property
    def repeatable(self) -> bool:
        """Whether receiving the same again changes nothing there."""
        ...

    @property
    def target(self) -> str:
        """Where it sends to, for the operator: without a secret."""
        ...

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Send what is not in `done`; return how it ended."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """The environment as a channel's table may ask it."""

    path: Path
    table: str
    environment: Mapping[str, str] = field(repr=False)

    def get(self, key: str, variable: str) -> str:
        """Return the variable that the table's `key` names; raise where it is not set, or empty."""
        value = self.environment.get(variable, "")
        if not value:
            raise self.wrong(key, f"the environment variable {variable} is not set")
        return value

    def wrong(self, key: str, reason: str) -> SeedError:
        """Return the error for a key of the table."""
        return SeedError(self.path, f"{self.table}.{key}", reason)
