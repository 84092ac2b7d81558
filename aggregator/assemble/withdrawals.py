"""Withdrawals: leave out the stories that a notice of their outlet takes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from aggregator.events.naming import Event
from aggregator.models import Omission, Story
from aggregator.text import letters
from aggregator.text.marks import marks, without_marks

_STAGE = "genre"
_NAMED = re.compile(r"[《“\"]([^《》“”\"]{6,80})[》”\"]")
_MIN_NAME = 6
"""Letters of a title that names one story and no other."""


def not_withdrawn(
    stories: Sequence[Story], events: Iterable[Event], known: Iterable[Story]
) -> tuple[list[Story], list[Omission]]:
    """Return the stories that no notice takes back, and the omissions; `known`: all stories, the notices among them.

    A notice takes back what its outlet published before it on the event, what bears the title that it names, at its
    outlet or reprinted elsewhere, and the copies of these.
    """
    notices = [story for story in known if marks(story.title, story.text).withdrawn]
    if not notices:
        return list(stories), []
    event_of = {story.id: event.id for event in events for story in event.stories}
    taken = {story.id: notice.id for notice in notices for story in stories if _takes_back(notice, story, event_of)}
    kept = [story for story in stories if story.id not in taken and story.copy_of not in taken]
    omitted = [(story, taken.get(story.id) or taken[story.copy_of or ""]) for story in stories if story not in kept]
    return kept, [Omission(story.id, _STAGE, f"withdrawn by {notice}") for story, notice in omitted]


def _takes_back(notice: Story, story: Story, event_of: Mapping[str, str]) -> bool:
    if story.appeared > notice.appeared or story.id == notice.id:
        return False
    of_event = story.outlet == notice.outlet and event_of.get(story.id) == event_of.get(notice.id, "")
    return of_event or letters(without_marks(story.title)) in _named(notice)


def _named(notice: Story) -> set[str]:
    """Return the titles that a notice names: its own without the mark, and those it quotes."""
    titles = [without_marks(notice.title), *_NAMED.findall(f"{notice.title}\n{notice.text}")]
    return {name for name in map(letters, titles) if len(name) >= _MIN_NAME}
