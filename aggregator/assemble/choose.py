"""Sections: which events go to print, in which section; each that does not, with the figure that kept it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.assemble.lint import entry_profile
from aggregator.assemble.memory import Memory, Remembered
from aggregator.assemble.rank import Ranked
from aggregator.assemble.write import Draft, NotWritten, draft, write
from aggregator.events.likeness import Profile, StoryText, same_event_score
from aggregator.events.likeness.updates import new_facts
from aggregator.models import NO_OVERRIDES, Edition, Language, Omission, Overrides, PastEntry
from aggregator.style.lint import lint_entry
from aggregator.text import letters


class _NotPrinted(Exception):
    """An event that does not go to print: the stage that kept it out, and why."""

    def __init__(self, stage: str, reason: str) -> None:
        self.stage, self.reason = stage, reason
        super().__init__(f"{stage}: {reason}")


def choose(
    edition: Edition, events: Sequence[Ranked], past: Sequence[PastEntry], overrides: Overrides = NO_OVERRIDES
) -> tuple[list[Draft], list[Omission]]:
    """Go down the ranking and take what there is room for; return the drafts in the order of print.

    The best of each section comes first, so that no source fills its share in one and leaves another empty. An event
    is written before it takes its place, so that one whose stories give no paragraph leaves it to the next.
    """
    room, left = _Room(edition, past, overrides), list[Omission]()
    for event in _leaders_first(events):
        try:
            room.take(event)
        except _NotPrinted as outcome:
            left += event.left(outcome.stage, outcome.reason)
    return room.in_order(), left


def _leaders_first(events: Sequence[Ranked]) -> list[Ranked]:
    """Return what is pinned, then the best event of each section, then the others; in the order of the ranking."""
    leaders = {event.section: event.id for event in reversed(events)}
    return sorted(events, key=lambda event: (not event.pinned, leaders[event.section] != event.id))


class _Room:
    """The places of an edition, as they fill."""

    def __init__(self, edition: Edition, past: Sequence[PastEntry], overrides: Overrides) -> None:
        self._edition, self._headlines = edition, overrides.headlines
        self._quota = {quota.section: quota.most for quota in edition.sections}
        self._in_section: Counter[str] = Counter()
        self._of_source: Counter[str] = Counter()
        self._of_company: Counter[str] = Counter()
        self._memory = Memory(past, edition.language)
        self._told: list[tuple[Draft, Profile]] = []

    def in_order(self) -> list[Draft]:
        """Return the drafts by section, within one the best first."""
        drafts, order = [draft for draft, _ in self._told], list(self._quota)
        return sorted(drafts, key=lambda draft: order.index(draft.event.section or ""))

    def take(self, event: Ranked) -> None:
        """Give the event a place, or raise `_NotPrinted`."""
        section = self._section(event)
        self._refuse_crowded(event)
        written = self._write(event)
        told = entry_profile(written.headline, written.paragraph, self._edition.language)
        if before := self._memory.entries_on(event, told):
            written = _updated(written, event, before, self._edition.language)
        self._refuse_told(told)
        self._told.append((written, told))
        self._in_section[section] += 1
        self._of_source[written.credit.source] += 1
        if event.company:
            self._of_company[event.company] += 1

    def _section(self, event: Ranked) -> str:
        section = event.section
        if section is None:
            best, why = event.lead.section_score or 0.0, ", ".join(event.lead.section_evidence)
            raise _NotPrinted("section", f"no section reached the threshold (best {best:g}{why and ': ' + why})")
        if section not in self._quota:
            raise _NotPrinted("section", f"{section} is not in this edition")
        if self._in_section[section] >= self._quota[section]:
            raise _NotPrinted("rank", f"score {event.score:g}, section {section} full at {self._quota[section]}")
        return section

    def _refuse_crowded(self, event: Ranked) -> None:
        """Refuse an event whose company has its share of the edition, unless it is pinned."""
        if event.company and not event.pinned and self._of_company[event.company] >= self._edition.max_per_company:
            raise _NotPrinted("rank", f"company {event.company} has its share of entries")

    def _write(self, event: Ranked) -> Draft:
        """Write an event, and refuse what the edition's lint would not let pass."""
        full = {source for source, count in self._of_source.items() if count >= self._edition.max_per_source}
        try:
            written = _headed(draft(self._edition, event, full), self._headlines)
        except NotWritten as reason:
            raise _NotPrinted("write", str(reason)) from reason
        (entry,) = write(self._edition, [written])
        if findings := lint_entry(entry, event.stories, self._edition.language):
            raise _NotPrinted("lint", findings[0])
        return written

    def _refuse_told(self, event: Profile) -> None:
        for other, told in self._told:
            if score := same_event_score(event, told):
                raise _NotPrinted("events", f"same event as {other.story.id} ({score:.2f})")


def _headed(written: Draft, headlines: Mapping[str, str]) -> Draft:
    """Return a draft under the headline that an operator wrote, if one did."""
    headline = next((headlines[name] for name in sorted(written.event.ids) if name in headlines), None)
    return replace(written, headline=headline, by_hand=True) if headline else written


def _updated(written: Draft, event: Ranked, before: Sequence[Remembered], language: Language) -> Draft:
    """Mark an event that was told before as an update, where its headline has news of its own; else refuse it."""
    first = before[0].entry
    earlier = [StoryText(story.title, story.text, None, language) for story in event.earlier]
    told = [StoryText(one.entry.headline, one.entry.text, None, language) for one in before]
    facts = new_facts(StoryText(written.headline, written.paragraph, None, language), [*told, *earlier])
    if not any(letters(fact) in letters(written.headline) for fact in facts):
        raise _NotPrinted("past", f"event of {first.edition}: {before[0].reason}")
    return replace(written, update=facts, known_as=first.event)
