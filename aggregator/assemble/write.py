"""Write the entries: headline, paragraph, day and credit, from the stories of the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from aggregator.assemble.last_word import last_words
from aggregator.assemble.rank import Ranked
from aggregator.assemble.window import days
from aggregator.attribution.across import credit_of
from aggregator.models import Across, Attribution, Edition, Entry, Language, Story
from aggregator.style import dateline, furniture
from aggregator.style.clauses import asks
from aggregator.style.headline import headline
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.paragraph import paragraph
from aggregator.text.marks import marks

_MAX_DATELINE = 3
"""Paragraphs that may hold a story's own dateline, captions above it included; later ones are cited."""


class NotWritten(Exception):
    """A story does not make an entry, and why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry without its number."""

    event: Ranked
    story: Story
    """The story that the entry is written from."""
    headline: str
    paragraph: str
    day: date
    update: tuple[str, ...] = ()
    """Facts that an earlier edition's entry on the event did not have."""
    by_hand: bool = False
    """The headline is an operator's."""
    known_as: str | None = None
    """The event's id in that earlier edition."""

    @property
    def credit(self) -> Attribution:
        """Credit of the event if it is that of the story, or set by hand; else the story's own.

        What is printed under a name is that source's text: another source's story of the event keeps its own credit.
        """
        decided, own = self.event.credit, credit_of(self.story)
        if decided.rule == "override" or decided.source == own.source:
            return decided
        others = {credit_of(story).source for story in self.event.stories} | {decided.source}
        return replace(own, across=Across("written", self.story.id, tuple(sorted(others - {own.source}))))


def draft(edition: Edition, event: Ranked) -> Draft:
    """Write from the first story with the event's last word that makes an entry.

    Raise `NotWritten` with the first story's reason.
    """
    reasons: list[NotWritten] = []
    for story in last_words(event.stories):
        try:
            return _draft(edition, event, story)
        except NotWritten as reason:
            reasons.append(reason)
    raise reasons[0]


def _draft(edition: Edition, event: Ranked, story: Story) -> Draft:
    openings = [dateline.open_up(line) for line in furniture.paragraphs(story.text)]
    day = _day(edition, story, openings)
    line = _headline(story, edition.language)
    report = dateline.opens_as_report(story.text, days(edition))
    text = paragraph([opening.rest for opening in openings], line, edition.language, report=report)
    if not text:
        raise NotWritten(f"no paragraph of {LENGTHS[edition.language].min_paragraph} characters in whole sentences")
    return Draft(event, story, line, dateline.without_day(text, day), day)


def _day(edition: Edition, story: Story, openings: Sequence[dateline.Opening]) -> date:
    """Return the day of the story's own dateline, else of its publication, in the edition's zone."""
    if story.published is None:
        raise NotWritten("no date")
    published = story.published.astimezone(ZoneInfo(edition.zone)).date()
    stated = [dateline.resolve(opening.day, published) for opening in openings[:_MAX_DATELINE] if opening.day]
    leading = bool(openings) and openings[0].day is not None
    own = next((day for day in stated if day in days(edition)), stated[0] if stated and leading else None)
    day = own or published
    if day != published and day not in days(edition):
        raise NotWritten(f"dateline {day}, outside the window")
    return day


def _headline(story: Story, language: Language) -> str:
    name = credit_of(story).name
    names = filter(None, (name.zh, name.en, story.source_label))
    line = headline(story.title, language, names, marks(story.title, story.text))
    limit = LENGTHS[language].max_headline
    if size(line, language) > limit:
        raise NotWritten(f"headline cannot be cut to {limit} characters at a clause")
    if asks(line):
        raise NotWritten("headline is a question")
    return line


def write(edition: Edition, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """Return the drafts as entries, numbered in their order, with datelines and credits as printed."""
    return tuple(_entry(edition, number, draft) for number, draft in enumerate(drafts, 1))


def _entry(edition: Edition, number: int, draft: Draft) -> Entry:
    others = [story.id for story in draft.event.stories if story is not draft.story]
    return Entry(
        number=number,
        section=draft.event.section or "",
        headline=draft.headline,
        dateline=dateline.printed(draft.day, edition.language),
        paragraph=dateline.after_dateline(draft.paragraph, edition.language),
        credit=draft.credit.name.in_language(edition.language),
        attribution=draft.credit,
        event=draft.known_as or draft.event.id,
        stories=(draft.story.id, *others),
        url=draft.story.url,
        day=draft.day,
        score=draft.event.score,
        score_parts=dict(sorted(draft.event.parts.items())),
        update=draft.update,
        overridden=(*draft.event.overridden, *(("headline",) if draft.by_hand else ())),
    )
