"""Withdrawals: leave out the stories that a notice of their outlet takes back, and announce those that were printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from zoneinfo import ZoneInfo

from aggregator.assemble.rank import Ranked
from aggregator.assemble.write import Draft, NotWritten, checked
from aggregator.attribution.across import credit_of
from aggregator.events.naming import Event
from aggregator.models import Edition, Language, Omission, PastEntry, Story
from aggregator.style import dateline
from aggregator.style.headline import headline
from aggregator.text import letters
from aggregator.text.marks import NO_MARKS, marks, without_marks

_STAGE = "genre"
_NAMED = re.compile(r"[《“\"]([^《》“”\"]{6,80})[》”\"]")
_MIN_NAME = 6
"""Letters of a title that names one story and no other."""
_TEXT: Mapping[Language, str] = {
    "zh": "{source}撤回了一篇报道，{day}的一期曾据此刊登《{headline}》。该条内容一并撤回，请勿再引用。",
    "en": "{source} has withdrawn a story. This digest printed it on {day} as “{headline}”. The entry is withdrawn "
    "with the story and should not be quoted.",
}

_MARK = replace(NO_MARKS, withdrawn=True)

Taken = Mapping[str, Story]
"""The notice that takes a story back, by the story's id; copies included."""


def taken_back(stories: Iterable[Story], events: Iterable[Event]) -> Taken:
    """Return what the notices among these stories take back.

    A notice takes back what its outlet published before it on the event, what bears the title that it names, at its
    outlet or reprinted elsewhere, and the copies of these.
    """
    known = sorted(stories, key=attrgetter("age"))
    notices = [story for story in known if marks(story.title, story.text).withdrawn]
    if not notices:
        return {}
    event_of = {story.id: event.id for event in events for story in event.stories}
    taken = {
        story.id: notice for notice in reversed(notices) for story in known if _takes_back(notice, story, event_of)
    }
    copies = {story.id: taken[story.copy_of] for story in known if story.copy_of in taken}
    return copies | taken


def not_withdrawn(stories: Sequence[Story], taken: Taken) -> tuple[list[Story], list[Omission]]:
    """Return the stories that no notice takes back, and the omissions."""
    kept = [story for story in stories if story.id not in taken]
    omitted = [story.id for story in stories if story.id in taken]
    return kept, [Omission(name, _STAGE, f"withdrawn by {taken[name].id}") for name in omitted]


def announced(
    edition: Edition, timely: Sequence[Story], taken: Taken, known: Iterable[Story], past: Sequence[PastEntry]
) -> list[Draft]:
    """Write an entry for each event that an earlier edition printed from a story which is now taken back.

    `timely`: stories of the window, the notices among them; `past`: the earlier entries, the oldest first. An event is
    announced once, by the first notice, in the section of its story.
    """
    notices = {story.id for story in timely}
    of_event = defaultdict[str, list[PastEntry]](list)
    for entry in past:
        of_event[entry.event].append(entry)
    by_id, drafts = {story.id: story for story in known}, list[Draft]()
    for entries in of_event.values():
        printed = [name for entry in entries for name in entry.stories]
        found = [(taken[name], by_id[name]) for name in printed if name in taken]
        announced_before = any(notice.id in printed for notice, _ in found)
        if not announced_before and (now := next((pair for pair in found if pair[0].id in notices), None)):
            drafts += _announcement(edition, *now, entries[-1])
    return drafts


def _announcement(edition: Edition, notice: Story, story: Story, printed: PastEntry) -> Iterator[Draft]:
    """Yield the entry on a withdrawal, unless the lint would refuse it."""
    sections = [quota.section for quota in edition.sections]
    section = next((name for name in (story.section, notice.section) if name in sections), sections[0])
    event = Ranked(printed.event, (notice,), credit_of(notice), section, {})
    language, day = edition.language, date.fromisoformat(printed.edition[: len("2026-11-20")])
    source, line = credit_of(notice).name.in_language(language), headline(printed.headline, language, (), _MARK)
    text = _TEXT[language].format(source=source, day=dateline.spelled(day, language), headline=printed.headline)
    today = notice.appeared.astimezone(ZoneInfo(edition.zone)).date()
    try:
        yield checked(edition, Draft(event, notice, line, text, today, known_as=printed.event))
    except NotWritten:
        return


def _takes_back(notice: Story, story: Story, event_of: Mapping[str, str]) -> bool:
    if story.appeared > notice.appeared or story.id == notice.id:
        return False
    of_event = story.outlet == notice.outlet and event_of.get(story.id) == event_of.get(notice.id, "")
    return of_event or letters(without_marks(story.title)) in _named(notice)


def _named(notice: Story) -> set[str]:
    """Return the titles that a notice names: its own without the mark, and those it quotes."""
    titles = [without_marks(notice.title), *_NAMED.findall(f"{notice.title}\n{notice.text}")]
    return {name for name in map(letters, titles) if len(name) >= _MIN_NAME}
