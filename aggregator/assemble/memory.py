"""Memory: find the entries of earlier editions that cover an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aggregator.assemble.lint import entry_profile
from aggregator.assemble.rank import Ranked
from aggregator.events.likeness import Profile, same_event_score
from aggregator.models import Language, PastEntry


class Remembered(NamedTuple):
    """An entry of an earlier edition that covers an event, and the evidence."""

    entry: PastEntry
    reason: str


class Memory:
    """The entries of earlier editions, the oldest first."""

    def __init__(self, past: Sequence[PastEntry], language: Language) -> None:
        self._past = [(entry, entry_profile(entry.headline, entry.text, language)) for entry in past]

    def entries_on(self, event: Ranked, draft: Profile) -> list[Remembered]:
        """Return the earlier entries on an event: those that share a story with it, or report the same as its draft."""
        names = {name for story in (*event.stories, *event.earlier) for name in (story.id, story.copy_of) if name}
        found = list[Remembered]()
        for entry, earlier in self._past:
            shared = names.intersection((entry.event, *entry.stories))
            if shared:
                found.append(Remembered(entry, f"story {min(shared)}"))
            elif score := same_event_score(draft, earlier):
                found.append(Remembered(entry, f"{score:.2f}"))
        return found
