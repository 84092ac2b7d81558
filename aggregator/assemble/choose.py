"""Choose the events to print, section by section; give the stage and the reason for each one that is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from aggregator.assemble.genre import is_registry_notice
from aggregator.assemble.lint import entry_profile
from aggregator.assemble.memory import Memory, Remembered
from aggregator.assemble.rank import Ranked
from aggregator.assemble.write import Draft, NoParagraph, NotWritten, draft, draft_brief
from aggregator.events.likeness import Profile, StoryText, same_event_score
from aggregator.events.likeness.updates import new_deeds, new_facts
from aggregator.models import NO_OVERRIDES, Edition, Language, Omission, Overrides, PastEntry
from aggregator.style.headline import headline
from aggregator.style.lengths import LENGTHS, size
from aggregator.text import letters
from aggregator.text.marks import denial, denies, marks

_MIN_BRIEF = 5.0
"""Points that an event needs for a brief: nearly those of a plain report."""


class _LeftOut(Exception):
    """An event is not printed: at which stage, and why; `to_brief`: it may still be one, for it only lacks room."""

    def __init__(self, stage: str, reason: str, *, to_brief: bool = False) -> None:
        self.stage, self.reason, self.to_brief = stage, reason, to_brief or stage == "rank"
        super().__init__(f"{stage}: {reason}")


class Writing(NamedTuple):
    """How an event is written as an entry, and as a brief; each raises `NotWritten` if it cannot be."""

    entry: Callable[[Ranked], Draft]
    brief: Callable[[Ranked], Draft]


@dataclass(frozen=True, slots=True)
class Choice:
    """The drafts that an edition prints, in print order, and its omissions."""

    entries: list[Draft]
    briefs: list[Draft]
    omissions: list[Omission]


def choose(
    edition: Edition,
    events: Sequence[Ranked],
    past: Sequence[PastEntry],
    overrides: Overrides = NO_OVERRIDES,
    notices: Sequence[Draft] = (),
    writing: Writing | None = None,
) -> Choice:
    """Take events in the order of their rank while there is room for entries, then the next best as briefs.

    `notices`, the withdrawals of what was printed, have places whatever the rank of others. `writing`: by default from
    the stories of the event.

    Each section first fills the places that are kept for it, so that no source and no other section takes them; the
    rest go to the best of any section. An event is written before it takes a place, so that one without a usable
    paragraph leaves it to the next.
    """
    writing = writing or _from_stories(edition, overrides)
    room = _Room(edition, Memory(past, edition.language), writing.entry)
    for notice in notices:
        room.add(notice)
    waiting, left = list[Ranked](), list[_Left]()
    for event in events:
        if room.keeps_a_place_for(event):
            left += room.offer(event)
        else:
            waiting.append(event)
    for event in waiting:
        left += room.offer(event)
    below = room.below(_of_briefs(edition), writing.brief)
    in_rank = sorted(left, key=lambda each: each.event.order)
    left = [each for each in in_rank if not _may_be_brief(each) or below.offer(each.event)]
    omissions = [omission for each in left for omission in each.event.omissions(each.why.stage, each.why.reason)]
    return Choice(room.in_order(), below.in_order(), omissions)


def _from_stories(edition: Edition, overrides: Overrides) -> Writing:
    headlines = overrides.headlines
    return Writing(partial(draft, edition, headlines=headlines), partial(draft_brief, edition, headlines=headlines))


def _may_be_brief(left: _Left) -> bool:
    return left.why.to_brief and left.event.score >= _MIN_BRIEF


def _of_briefs(edition: Edition) -> Edition:
    """Return an edition with the places of its briefs, which any section may take."""
    sections = tuple(replace(quota, most=edition.briefs, least=0) for quota in edition.sections)
    return replace(edition, max_entries=edition.briefs, sections=sections)


class _Left(NamedTuple):
    """An event without a place."""

    event: Ranked
    why: _LeftOut


class _Room:
    """The places of an edition, as they fill."""

    def __init__(self, edition: Edition, memory: Memory, write: Callable[[Ranked], Draft]) -> None:
        self._edition, self._memory, self._write_draft = edition, memory, write
        self._quota = {quota.section: quota for quota in edition.sections}
        self._in_section: Counter[str] = Counter()
        self._of_source: Counter[str] = Counter()
        self._of_company: Counter[str] = Counter()
        self._has_notice = False
        self._taken: list[tuple[Draft, Profile]] = []
        self._above: list[tuple[Draft, Profile]] = []

    def below(self, edition: Edition, write: Callable[[Ranked], Draft]) -> _Room:
        """Return an empty room below this one, for events and companies that have no place in it."""
        room = _Room(edition, self._memory, write)
        room._above, room._has_notice = self._taken, self._has_notice
        room._of_company.update(dict.fromkeys(self._of_company, edition.max_per_company))
        return room

    def in_order(self) -> list[Draft]:
        """Return the drafts by section, the best first."""
        drafts, order = [draft for draft, _ in self._taken], list(self._quota)
        return sorted(drafts, key=lambda draft: (order.index(draft.event.section or ""), *draft.event.order))

    def keeps_a_place_for(self, event: Ranked) -> bool:
        """Return whether an event is pinned, or its section has not filled the places kept for it."""
        quota = self._quota.get(event.section or "")
        return event.pinned or bool(quota and self._in_section[quota.section] < quota.least)

    def offer(self, event: Ranked) -> list[_Left]:
        """Give an event a place; return it with the reason if it gets none."""
        try:
            self._take(event)
        except _LeftOut as why:
            return [_Left(event, why)]
        return []

    def _take(self, event: Ranked) -> None:
        self._check_section(event)
        self._check_company(event)
        notice = self._is_notice(event)
        written = self._write(event)
        entry = entry_profile(written.headline, written.paragraph, self._edition.language)
        if earlier := self._memory.entries_on(event, entry):
            written = _as_update(written, event, earlier, self._edition.language)
        self._check_covered(entry)
        self.add(written)
        if event.company:
            self._of_company[event.company] += 1
        self._has_notice |= notice

    def add(self, written: Draft) -> None:
        """Give a draft a place in its section."""
        entry = entry_profile(written.headline, written.paragraph, self._edition.language)
        self._taken.append((written, entry))
        self._in_section[written.event.section or ""] += 1
        self._of_source[written.credit.source] += 1

    def _check_section(self, event: Ranked) -> None:
        section = event.section
        if section is None:
            best, why = event.lead.section_score or 0.0, ", ".join(event.lead.section_evidence)
            raise _LeftOut("section", f"no section reached the threshold (best {best:g}{why and ': ' + why})")
        if section not in self._quota:
            raise _LeftOut("section", f"{section} is not in this edition")
        if self._in_section[section] >= self._quota[section].most:
            raise _LeftOut("rank", f"score {event.score:g}, section {section} full at {self._quota[section].most}")
        if len(self._taken) >= self._edition.max_entries:
            raise _LeftOut("rank", f"score {event.score:g}, edition full at {self._edition.max_entries}")

    def _check_company(self, event: Ranked) -> None:
        """Leave out an event whose company is at its limit, unless it is pinned."""
        limit = self._edition.max_per_company
        if event.company and not event.pinned and self._of_company[event.company] >= limit:
            raise _LeftOut("rank", f"company {event.company} full at {limit}")

    def _is_notice(self, event: Ranked) -> bool:
        """Return whether an event is a register's notice; leave out a second one, unless it is pinned."""
        notice = is_registry_notice(event.lead)
        if notice and self._has_notice and not event.pinned:
            raise _LeftOut("rank", "a register's notice is in the edition already")
        return notice

    def _write(self, event: Ranked) -> Draft:
        """Write an event, unless no story makes an entry or the source of the entry is at its limit."""
        try:
            written = self._write_draft(event)
        except NotWritten as reason:
            alone = isinstance(reason, NoParagraph)
            raise _LeftOut(reason.stage, str(reason), to_brief=alone) from reason
        limit = self._edition.max_per_source
        if self._of_source[written.credit.source] >= limit:
            raise _LeftOut("rank", f"source {written.credit.source} full at {limit}")
        return written

    def _check_covered(self, entry: Profile) -> None:
        for written, taken in (*self._above, *self._taken):
            if score := same_event_score(entry, taken):
                raise _LeftOut("events", f"same event as {written.story.id} ({score:.2f})")


def _as_update(written: Draft, event: Ranked, earlier: Sequence[Remembered], language: Language) -> Draft:
    """Mark an event of earlier editions as an update if its headline has a new fact or denies it; else leave it out.

    A brief leaves out names and figures, so a fuller report does not count as news for having them: a deed must be
    new.
    """
    first, written = earlier[0].entry, _as_correction(written, language)
    stories = [StoryText(story.title, story.text, None, language) for story in event.earlier]
    entries = [StoryText(found.entry.headline, found.entry.text, None, language) for found in earlier]
    a_line = not (written.paragraph and any(found.entry.text for found in earlier))
    new = StoryText(written.headline, written.paragraph, None, language)
    facts = (new_deeds if a_line else new_facts)(new, [*entries, *stories])
    if not is_news(written.headline, facts):
        denied = denial(written.headline)
        if denied is None or any(denies(found.entry.headline) for found in earlier):
            raise _LeftOut("past", f"event of {first.edition}: {earlier[0].reason}")
        facts = (denied, *facts)
    return replace(written, update=facts, known_as=first.event)


def is_news(headline: str, facts: Sequence[str]) -> bool:
    """Return whether a headline has one of the facts that are new of its event."""
    return any(letters(fact) in letters(headline) for fact in facts)


def _as_correction(written: Draft, language: Language) -> Draft:
    """Mark the headline of a story with a note that it was corrected, if the mark fits."""
    found = marks(written.story.title, written.story.text)
    if not found.amended or written.by_hand:
        return written
    line = headline(written.headline, language, (), replace(found, corrects=True))
    return replace(written, headline=line) if size(line, language) <= LENGTHS[language].max_headline else written
