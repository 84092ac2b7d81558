"""Decisions of an operator on stories and their events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ties:
    """Stories that an operator merged into one event, or split."""

    together: tuple[frozenset[str], ...] = ()
    """Sets of story ids, each set one event."""
    apart: tuple[frozenset[str], ...] = ()
    """Sets of story ids, no two of a set in one event."""


NO_TIES = Ties()


@dataclass(frozen=True, slots=True)
class Overrides:
    """Decisions of an operator, by story id; each holds for the whole event of the story."""

    ties: Ties = NO_TIES
    pinned: frozenset[str] = frozenset()
    """Printed whatever the score."""
    dropped: Mapping[str, str] = field(default_factory=dict)
    """Never printed; with the reason."""
    sections: Mapping[str, str] = field(default_factory=dict)
    headlines: Mapping[str, str] = field(default_factory=dict)


NO_OVERRIDES = Overrides()
