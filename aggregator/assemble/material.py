"""Material of an edition: everything that it is made from, as one value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from aggregator.events.likeness import Profiles
from aggregator.events.naming import Event, find_events
from aggregator.models import NO_OVERRIDES, Edition, MadeEdition, Membership, Overrides, PastEntry, ReviewedEntry, Story


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that an edition is made from, besides the sources."""

    edition: Edition
    stories: Sequence[Story]
    """Stories that appeared in `reach(edition)`. Each is either in the digest or among its omissions."""
    earlier: Sequence[Story] = field(default=(), kw_only=True)
    """Stories of the days before, which may belong to the edition's events but are not printed."""
    past: Sequence[PastEntry] = field(default=(), kw_only=True)
    """Entries of the editions in `made`, whose events are printed again only with new facts."""
    made: Sequence[MadeEdition] = field(default=(), kw_only=True)
    """Editions made before this one."""
    gone: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    """Stories whose page disappeared after they were stored: id → the answer."""
    overrides: Overrides = field(default=NO_OVERRIDES, kw_only=True)
    known: Mapping[str, Membership] = field(default_factory=dict, kw_only=True)
    """Memberships from earlier runs by story id, by which an event keeps its id."""
    printed: Collection[str] = field(default=(), kw_only=True)
    """Ids of events that an edition has printed, this one included: they keep them."""
    reviewed: Sequence[ReviewedEntry] = field(default=(), kw_only=True)
    """Entries that a review looks back on, the oldest edition first; their stories are in `stories`."""
    later: Mapping[str, Sequence[Story]] = field(default_factory=dict, kw_only=True)
    """Stories of their events that may say what came of them, by the event's id."""
    profiles: Profiles = field(default_factory=Profiles, kw_only=True)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Events of all stories, grouped once."""
        stories = (*self.stories, *self.earlier)
        return find_events(stories, self.overrides.ties, self.known, self.profiles, self.printed)
