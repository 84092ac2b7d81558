"""Write the entries: headline, paragraph, day and credit, from the stories of the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from zoneinfo import ZoneInfo

from aggregator.assemble.last_word import last_words
from aggregator.assemble.news_day import NotOfTheWindow, dated, day_of_report, has_dateline
from aggregator.assemble.rank import Ranked
from aggregator.assemble.window import days
from aggregator.attribution.across import credit_of
from aggregator.models import Across, Attribution, Edition, Entry, FollowUp, FollowUpKind, Language, Story, Telling
from aggregator.style import dateline, furniture, words
from aggregator.style.brief import brief
from aggregator.style.clauses import asks
from aggregator.style.headline import fits, headline
from aggregator.style.lengths import LENGTHS
from aggregator.style.lint import lint_brief, lint_entry
from aggregator.style.paragraph import long_enough, paragraph
from aggregator.style.subject import with_name
from aggregator.style.told import keeping_to, untold
from aggregator.style.typography import typeset
from aggregator.text.marks import Marks, answering, marks
from aggregator.text.sentences import sentences

_FIRST_SENTENCE = 200
"""Characters in which the first sentence of a story ends."""
NO_HEADLINES: Mapping[str, str] = MappingProxyType({})


class NotWritten(Exception):
    """A story does not make an entry: at which stage, and why."""

    def __init__(self, reason: str, stage: str = "write") -> None:
        self.stage = stage
        super().__init__(reason)


class NoParagraph(NotWritten):
    """A story's text does not make a paragraph; its headline may still be news."""


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


def draft(edition: Edition, event: Ranked, headlines: Mapping[str, str] = NO_HEADLINES) -> Draft:
    """Write from the first story with the event's last word that makes an entry which the lint passes.

    A story whose paragraph does not state its headline's figures is used if no other does better. `headlines`: the
    operator's, by story. Raise `NotWritten` with the first story's reason.
    """
    by_hand = next((headlines[name] for name in sorted(event.ids) if name in headlines), None)
    reasons: list[NotWritten] = []
    second_best: Draft | None = None
    for story in last_words(event.stories):
        try:
            written = checked(edition, _under_override(_draft(edition, event, story), by_hand))
        except NotWritten as reason:
            reasons.append(reason)
            continue
        if by_hand or not untold(written.headline, written.paragraph, edition.language):
            return written
        second_best = second_best or written
    if second_best:
        return second_best
    raise reasons[0]


def _under_override(written: Draft, headline: str | None) -> Draft:
    """Return a draft with the operator's headline, if there is one."""
    return replace(written, headline=headline, by_hand=True) if headline else written


def checked(edition: Edition, written: Draft) -> Draft:
    """Return a draft that the edition's lint would pass, or raise `NotWritten`."""
    (entry,) = write(edition, [written])
    if findings := lint_entry(entry, written.event.stories, edition.language):
        raise NotWritten(findings[0], stage="lint")
    return written


def draft_brief(edition: Edition, event: Ranked, headlines: Mapping[str, str] = NO_HEADLINES) -> Draft:
    """Write an event in one line, from the first story that tells it in one; raise `NotWritten` if none does.

    The headline of a story does if its text gives no paragraph.
    """
    try:
        written = draft(edition, event, headlines)
    except NoParagraph:
        written = _headline_alone(edition, event, last_words(event.stories)[0])
    line = written.headline if written.by_hand else brief(written.headline, written.paragraph, edition.language)
    if not line:
        raise NotWritten("no line that says who did what")
    (entry,) = write_briefs(edition, [replace(written, headline=line)], 1)
    if findings := lint_brief(entry, event.stories, edition.language):
        raise NotWritten(findings[0], stage="lint")
    return replace(written, headline=line)


def _headline_alone(edition: Edition, event: Ranked, story: Story) -> Draft:
    openings = [dateline.open_up(line) for line in furniture.paragraphs(story.text)]
    try:
        day = day_of_report(edition, story, openings)
    except NotOfTheWindow as reason:
        raise NotWritten(str(reason)) from reason
    line = dateline.without_day(headline_of(story, edition.language), day)
    return Draft(event, story, typeset(line, edition.language), "", day)


def _draft(edition: Edition, event: Ranked, story: Story) -> Draft:
    openings = [dateline.open_up(line) for line in furniture.paragraphs(story.text)]
    line = headline_of(story, edition.language)
    report = dateline.opens_as_report(story.text, days(edition))
    text = paragraph([opening.rest for opening in openings], line, edition.language, report=report)
    try:
        reported = day_of_report(edition, story, openings)
        day, text = dated(edition, text, reported, dateline_of_its_own=has_dateline(openings))
    except NotOfTheWindow as reason:
        raise NotWritten(str(reason)) from reason
    line = dateline.without_day(line, reported)
    text = typeset(words.HOLLOW.sub("", text), edition.language)
    if not long_enough(text, edition.language):
        raise NoParagraph(f"no paragraph of {LENGTHS[edition.language].min_paragraph} characters in whole sentences")
    line = keeping_to(with_name(line, text), text, edition.language)
    return Draft(event, story, typeset(line, edition.language), text, day)


def headline_of(story: Story, language: Language) -> str:
    """Return the headline that an entry has from a story; raise `NotWritten` if its title gives none."""
    name = credit_of(story).name
    names = filter(None, (name.zh, name.en, story.source_label))
    line = headline(story.title, language, names, _marks(story), story.text)
    if not line:
        raise NotWritten("title is cut off")
    if not fits(line, language):
        raise NotWritten(f"headline cannot be cut to {LENGTHS[language].max_headline} characters at a clause")
    if asks(line):
        raise NotWritten("headline is a question")
    return line


def _marks(story: Story) -> Marks:
    """Return the marks of a story; one whose first sentence says that it is a rumour is marked as one.

    The headline alone is in highlights, briefs and reviews, and would state it as a fact.
    """
    found = marks(story.title, story.text)
    first = next(iter(sentences(story.text[:_FIRST_SENTENCE])), "")
    rumoured = bool(words.RUMOUR.search(first)) and not answering(f"{story.title}\n{first}")
    return replace(found, rumoured=True) if rumoured else found


def write(edition: Edition, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """Return the drafts as entries, numbered in their order, with datelines and credits as printed."""
    return tuple(
        replace(_entry(edition, number, draft), followups=tuple(_replies(edition, draft)))
        for number, draft in enumerate(drafts, 1)
    )


def _replies(edition: Edition, draft: Draft) -> Iterator[FollowUp]:
    """Yield the newest answer to an entry by another story of its event, unless the entry has one itself."""
    if answering(draft.headline) or answering(draft.paragraph):
        return
    for story in sorted(draft.event.stories, key=attrgetter("age"), reverse=True):
        try:
            line = typeset(headline_of(story, edition.language), edition.language)
        except NotWritten:
            continue
        if story is not draft.story and answering(line):
            credit = credit_of(story)
            day = story.appeared.astimezone(ZoneInfo(edition.zone)).date()
            yield FollowUp(
                kind=FollowUpKind.REPLY,
                story=story.id,
                url=story.url,
                day=day,
                headline=line,
                source=credit.source,
                name=credit.name,
            )
            return


def write_briefs(edition: Edition, drafts: Sequence[Draft], first: int) -> tuple[Entry, ...]:
    """Return the drafts as briefs, numbered from `first` in their order: their headlines tell the news."""
    return tuple(_entry(edition, number, draft) for number, draft in enumerate(drafts, first))


def _entry(edition: Edition, number: int, draft: Draft) -> Entry:
    stories = (draft.story, *(story for story in draft.event.stories if story is not draft.story))
    return Entry(
        number=number,
        section=draft.event.section or "",
        headline=draft.headline,
        dateline=dateline.printed(draft.day, edition.language, draft.paragraph),
        paragraph=dateline.after_dateline(draft.paragraph, edition.language),
        credit=draft.credit.name.in_language(edition.language),
        attribution=draft.credit,
        event=draft.known_as or draft.event.id,
        stories=tuple(story.id for story in stories),
        url=draft.story.url,
        tellings=tuple(Telling(story.id, story.outlet, story.url, story.published) for story in stories),
        day=draft.day,
        score=draft.event.score,
        score_parts=dict(sorted(draft.event.parts.items())),
        update=draft.update,
        overridden=(*draft.event.overridden, *(("headline",) if draft.by_hand else ())),
    )
