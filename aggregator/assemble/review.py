"""A review: what led the editions of a week or a month, and what came of it. Pure, from their entries.

An event is printed in the form of its best entry, of those with its last word; what later editions or stories add to it
is a line below. What was withdrawn is left out, what was corrected is printed as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from zoneinfo import ZoneInfo

from aggregator.assemble.actors import actors_in, company_of
from aggregator.assemble.choose import Writing, choose, is_news
from aggregator.assemble.dead_links import with_a_page
from aggregator.assemble.genre import only_stories
from aggregator.assemble.last_word import last_words
from aggregator.assemble.material import Material
from aggregator.assemble.parts import COUNTED
from aggregator.assemble.rank import Ranked, witnesses
from aggregator.assemble.withdrawals import not_withdrawn, taken_back
from aggregator.assemble.write import Draft, NoParagraph, NotWritten, headline_of
from aggregator.attribution.across import credit_of
from aggregator.events.likeness import StoryText
from aggregator.events.likeness.updates import new_facts
from aggregator.events.naming import Event
from aggregator.models import (
    AmendmentKind,
    Digest,
    Edition,
    Entry,
    FollowUp,
    Language,
    Omission,
    ReviewedEntry,
    Story,
    Telling,
)
from aggregator.registry.sources import Sources
from aggregator.style.brief import brief
from aggregator.style.highlights import highlights
from aggregator.style.lint import lint_brief
from aggregator.style.title import title_lines
from aggregator.style.typography import typeset
from aggregator.text.marks import marks

_STAGE = "review"
_OF_ITS_WINDOW = ("recency", "sources", "outlets")
"""Parts of a score that say nothing about a week, or are counted again over all stories."""
_MAX_FOLLOWUPS = 3
"""Lines below an entry, the last ones."""


@dataclass(frozen=True)
class _Event:
    """An event as the editions printed it."""

    id: str
    printed: tuple[ReviewedEntry, ...]
    """Its entries, the oldest first."""
    stories: Mapping[str, Story]
    """All stories of the material, by id."""

    @cached_property
    def main(self) -> ReviewedEntry:
        """The entry that is printed again: the best with the event's last word; a brief only if there is no other."""
        speaking = {story.id for story in last_words([self.lead(each) for each in self.printed])}
        current = [each for each in self.printed if each.entry.stories[0] in speaking]
        return min(current, key=lambda each: (each.brief, -each.entry.score))

    @property
    def later(self) -> tuple[ReviewedEntry, ...]:
        """The entries after the main one."""
        return self.printed[self.printed.index(self.main) + 1 :]

    @property
    def members(self) -> tuple[Story, ...]:
        """The stories of its entries, first the one that the main entry is written from."""
        names = dict.fromkeys(name for each in (self.main, *self.printed) for name in each.entry.stories)
        return tuple(self.stories[name] for name in names if name in self.stories)

    def lead(self, each: ReviewedEntry) -> Story:
        """Return the story that an entry is written from."""
        return self.stories[each.entry.stories[0]]


def review(material: Material, sources: Sources) -> Digest:
    """Write the digest of a review."""
    edition = material.edition
    stories = {story.id: story for story in material.stories}
    current, omissions = _current(material, stories)
    events = {event.id: event for event in _events(current, stories)}
    ranked = sorted((_ranked(event, sources) for event in events.values()), key=attrgetter("order"))
    kept = [event for event in ranked if event.score >= edition.min_score]
    for event in ranked[len(kept) :]:
        omissions += event.omissions("rank", f"score {event.score:g}, below {edition.min_score:g}")
    writing = Writing(lambda event: _again(events[event.id], event), lambda event: _in_a_line(edition, events, event))
    chosen = choose(edition, kept, (), writing=writing)
    entries = tuple(_entry(events, written, number, material) for number, written in enumerate(chosen.entries, 1))
    briefs = tuple(
        replace(_entry(events, written, number, material), followups=())
        for number, written in enumerate(chosen.briefs, len(entries) + 1)
    )
    filled = {entry.section for entry in entries}
    empty = (quota.section for quota in edition.sections if quota.section not in filled)
    return Digest(
        edition=edition,
        highlights=highlights(edition, entries),
        entries=entries,
        briefs=briefs,
        title_lines=title_lines(edition, entries),
        omissions=tuple(sorted([*omissions, *chosen.omissions], key=attrgetter("stage", "story"))),
        notes=tuple(f"section {section} is empty and was dropped" for section in empty),
    )


def _current(material: Material, stories: Mapping[str, Story]) -> tuple[list[ReviewedEntry], list[Omission]]:
    """Return the entries that hold, and the omissions: what was withdrawn since, or its page is gone."""
    withdrawn, kept, omissions = _withdrawn(material.reviewed, stories), list[ReviewedEntry](), list[Omission]()
    for each in material.reviewed:
        lead = stories.get(each.entry.stories[0])
        if lead is None:
            omissions.append(Omission(each.entry.stories[0], _STAGE, "not in the store any more"))
        elif (at := withdrawn.get(each.entry.event)) and each.closed <= at:
            omissions.append(Omission(lead.id, _STAGE, "withdrawn"))
        elif dead := with_a_page([lead], material.gone)[1]:
            omissions += dead
        else:
            kept.append(each)
    return kept, list(dict.fromkeys(omissions))


def _withdrawn(entries: Sequence[ReviewedEntry], stories: Mapping[str, Story]) -> dict[str, datetime]:
    """Return when an event was withdrawn last, by an operator or its outlet: nothing holds that was printed before."""
    found = dict[str, datetime]()
    for each in entries:
        lead = stories.get(each.entry.stories[0])
        by_outlet = lead is not None and marks(lead.title, lead.text).withdrawn
        times = [mark.at for mark in each.entry.revised if mark.kind is AmendmentKind.WITHDRAW]
        for at in (*times, *([each.closed] if by_outlet else [])):
            found[each.entry.event] = max(at, found.get(each.entry.event, at))
    return found


def _events(entries: Sequence[ReviewedEntry], stories: Mapping[str, Story]) -> Iterator[_Event]:
    """Yield the events of entries, those that share a story being one, by their first entry."""
    groups = dict[str, list[ReviewedEntry]]()
    group_of = dict[str, str]()
    for each in entries:
        names = (each.entry.event, *each.entry.stories)
        first, *others = dict.fromkeys([group_of[name] for name in names if name in group_of] or [each.entry.event])
        joined = [entry for other in others for entry in groups.pop(other)]
        groups.setdefault(first, []).extend([*joined, each])
        group_of.update({name: first for name, group in group_of.items() if group in others})
        group_of.update(dict.fromkeys(names, first))
    for group, printed in groups.items():
        yield _Event(group, tuple(sorted(printed, key=attrgetter("closed"))), stories)


def _ranked(event: _Event, sources: Sources) -> Ranked:
    """Return an event with the points of its best entry, and those for what led and what was followed up."""
    best = max(event.printed, key=lambda each: each.entry.score).entry
    own = {name: points for name, points in best.score_parts.items() if name not in _OF_ITS_WINDOW}
    parts = {
        **own,
        **witnesses(event.members, sources),
        "led": COUNTED["led"].of(any(each.led for each in event.printed)),
        "followups": COUNTED["followups"].of(len(event.printed) - 1),
    }
    entry = event.main.entry
    lead = replace(event.members[0], attribution=entry.attribution)
    return Ranked(
        id=event.id,
        stories=(lead, *event.members[1:]),
        credit=entry.attribution,
        section=entry.section,
        parts={name: points for name, points in parts.items() if points},
        company=company_of(lead.title, tuple(actors_in(lead.title, sources))),
    )


def _again(event: _Event, ranked: Ranked) -> Draft:
    """Return the draft of an entry that is printed again."""
    if event.main.brief:
        raise NoParagraph("only its headline was printed")
    entry = event.main.entry
    return Draft(ranked, ranked.lead, entry.headline, entry.paragraph, entry.day)


def _in_a_line(edition: Edition, events: Mapping[str, _Event], ranked: Ranked) -> Draft:
    """Return the draft of an event that has a line: the one that was printed, or one made of its entry."""
    event = events[ranked.id]
    entry = event.main.entry
    line = entry.headline if event.main.brief else brief(entry.headline, entry.paragraph, edition.language)
    if not line:
        raise NotWritten("no line that says who did what")
    if findings := lint_brief(replace(entry, headline=line), event.members, edition.language):
        raise NotWritten(findings[0], stage="lint")
    return Draft(ranked, ranked.lead, line, entry.paragraph, entry.day)


def _entry(events: Mapping[str, _Event], written: Draft, number: int, material: Material) -> Entry:
    event, ranked = events[written.event.id], written.event
    entry = event.main.entry
    return replace(
        entry,
        number=number,
        headline=written.headline,
        event=event.id,
        stories=tuple(story.id for story in event.members),
        tellings=tuple(Telling(story.id, story.outlet, story.url, story.published) for story in event.members),
        url=event.members[0].url,
        score=ranked.score,
        score_parts=dict(sorted(ranked.parts.items())),
        update=event.printed[0].entry.update,
        days=(),
        followups=(*entry.followups, *tuple(_followups(event, material))[-_MAX_FOLLOWUPS:]),
        revised=tuple(replace(mark, number=0) for mark in entry.revised),
    )


def _followups(event: _Event, material: Material) -> Iterator[FollowUp]:
    """Yield what came of an event: its later entries, and later stories with facts that none of these has."""
    edition, main = material.edition, event.main
    found = [
        (
            each.closed,
            FollowUp(
                story=each.entry.stories[0],
                url=event.lead(each).url,
                day=each.entry.day,
                headline=each.entry.headline,
                source=each.entry.attribution.source,
                name=each.entry.attribution.name,
            ),
        )
        for each in event.later
    ]
    known = [_text(each.entry.headline, each.entry.paragraph, edition.language) for each in event.printed]
    printed = {story.id for story in event.members}
    ids = dict.fromkeys((event.id, *(each.entry.event for each in event.printed)))
    stories = {story.id: story for name in ids for story in material.later.get(name, ())}
    for story in _printable([*stories.values()], event.id, edition):
        if story.id in printed or story.appeared < main.closed:
            continue
        try:
            line = typeset(headline_of(story, edition.language), edition.language)
        except NotWritten:
            continue
        new = _text(line, story.text, edition.language)
        if is_news(line, new_facts(new, known)):
            known.append(new)
            found.append((story.appeared, _of_story(story, line, _day(story, edition))))
    yield from (followup for _, followup in sorted(found, key=lambda each: each[0]))


def _text(headline: str, text: str, language: Language) -> StoryText:
    return StoryText(headline, text, None, language)


def _printable(stories: Sequence[Story], event: str, edition: Edition) -> list[Story]:
    """Return the stories of an event that an edition could print, the oldest first."""
    taken = taken_back(stories, [Event(event, tuple(stories))])
    current = [story for story in stories if story.language == edition.language and story.attribution is not None]
    news, _ = only_stories(sorted(current, key=attrgetter("age")))
    return not_withdrawn(news, taken)[0]


def _of_story(story: Story, line: str, day: date) -> FollowUp:
    credit = credit_of(story)
    return FollowUp(story=story.id, url=story.url, day=day, headline=line, source=credit.source, name=credit.name)


def _day(story: Story, edition: Edition) -> date:
    return story.appeared.astimezone(ZoneInfo(edition.zone)).date()
