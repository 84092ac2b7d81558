"""What an operator decided of stories and their events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ties:
    """What an operator decided of stories' events."""

    together: tuple[frozenset[str], ...] = ()
    """Ids of stories that tell of one event, a set for each."""
    apart: tuple[frozenset[str], ...] = ()
    """Ids of stories of which no two tell of one event."""


NO_TIES = Ties()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What an operator decided of stories; each holds for the event that a story belongs to."""

    ties: Ties = NO_TIES
    pinned: frozenset[str] = frozenset()
    """Ids of stories whose event goes to print whatever it is worth."""
    dropped: Mapping[str, str] = field(default_factory=dict)
    """Id of a story whose event is not told → the reason."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Id of a story → the section of its event."""
    headlines: Mapping[str, str] = field(default_factory=dict)
    """Id of a story → the headline of its event."""


NOTHING_BY_HAND = ByHand()
