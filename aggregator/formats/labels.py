"""The words that the formats add to a digest, by language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from aggregator.formats.naming import spelled_day
from aggregator.models import (
    AmendmentKind,
    Bond,
    Digest,
    Edition,
    Entry,
    FollowUp,
    FollowUpKind,
    Language,
    OutletRead,
    Revised,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and phrases of a language."""

    skip: str
    """The skip link."""
    highlights: str
    news: str
    briefs: str
    """Heading of the entries of one line."""
    update: str
    """The mark of an entry on an event that an earlier edition covered."""
    revised: Mapping[AmendmentKind, str]
    """The mark of an entry that was changed after it was printed."""
    mark: str
    """A mark before a headline: `{}`."""
    revision: str
    """`{mark}`, `{at}`, `{reason}`."""
    followups: Mapping[FollowUpKind, str]
    """Another report on an entry: `{day}`, `{headline}`."""
    original: str
    """The link to the text credited, if that is not the story itself."""
    machine: str
    """`{what}` and `{adapters}`."""
    some: str
    """`{fields}` of the entries with these `{numbers}`."""
    fields: Mapping[str, str]
    between: str
    credits: str
    """Explanation of the brackets at the end of an entry."""
    window: str
    """`{start}`, `{end}`, `{zone}`."""
    hours: str
    """The window at the head: `{start}`, `{end}`."""
    made: str
    """When it was made: `{at}`."""
    entries: str
    """How many there are: `{count}`."""
    minutes: str
    """Time of reading: `{minutes}`."""
    calendar: str
    """Heading of the days that bind."""
    bond_names: Mapping[Bond, str]
    bonds: Mapping[Bond, str]
    """A day that binds: `{day}`, `{headline}`, `{number}`."""
    outlets: str
    """Heading of the outlets that were read."""
    given: str
    """Outlets with stories: `{read}`, `{count}`, `{outlets}`."""
    outlet: str
    """An outlet with stories: `{name}`, `{stories}`, `{entries}`."""
    silent: str
    """Outlets without stories: `{outlets}`."""
    failed: str
    """Outlets that were not reached: `{outlets}`."""
    locale: str
    """Of the Open Graph protocol."""
    between_lines: str
    """Between highlights on one line."""
    previous: str
    next: str
    editions: str
    """Heading of the links to other editions."""
    language: str
    """The language's name, in itself."""
    index: str
    """The link to the list of editions."""
    colon: str
    time: str
    """Format of the window's ends; without strftime codes that depend on the locale."""


LABELS: Mapping[Language, Labels] = {
    "zh": Labels(
        skip="跳到新闻",
        highlights="要点",
        news="新闻",
        briefs="简讯",
        update="更新",
        revised={
            AmendmentKind.CORRECT: "更正",
            AmendmentKind.REPLACE: "改稿",
            AmendmentKind.WITHDRAW: "撤回",
        },
        mark="【{}】",
        revision="{mark}（{at}）：{reason}",
        followups={
            FollowUpKind.LATER: "后续（{day}）：{headline}",
            FollowUpKind.REPLY: "回应（{day}）：{headline}",
        },
        original="原文",
        machine="机器撰写：{what}（{adapters}）。",
        some="第{numbers}条的{fields}",
        fields={"headline": "标题", "paragraph": "正文", "highlight": "要点"},
        between="、",
        credits="括号内为消息来源。",
        window="收录{start}至{end}的消息（{zone}）。",
        hours="收录{start}至{end}的消息",
        made="{at}编成",
        entries="共{count}条",
        minutes="约{minutes}分钟读完",
        calendar="日期提醒",
        bond_names={Bond.EFFECT: "施行", Bond.END: "截止", Bond.COMMENT: "截止征求意见"},
        bonds={
            Bond.EFFECT: "{day}起施行：{headline}（第{number}条）",
            Bond.END: "{day}截止：{headline}（第{number}条）",
            Bond.COMMENT: "{day}截止征求意见：{headline}（第{number}条）",
        },
        outlets="本期所读",
        given="共读{read}家，{count}家有稿：{outlets}。",
        outlet="{name}（{stories}条，刊{entries}条）",
        silent="无稿：{outlets}。",
        failed="未能读取：{outlets}。",
        locale="zh_CN",
        between_lines="；",
        previous="上一期",
        next="下一期",
        editions="其他各期",
        language="中文",
        index="全部各期",
        colon="：",
        time="{0.month}月{0.day}日{0:%H:%M}",
    ),
    "en": Labels(
        skip="Skip to the news",
        highlights="Highlights",
        news="News",
        briefs="In brief",
        update="Update",
        revised={
            AmendmentKind.CORRECT: "Corrected",
            AmendmentKind.REPLACE: "Rewritten",
            AmendmentKind.WITHDRAW: "Withdrawn",
        },
        mark="[{}] ",
        revision="{mark} ({at}): {reason}",
        followups={
            FollowUpKind.LATER: "Later ({day}): {headline}",
            FollowUpKind.REPLY: "Reply ({day}): {headline}",
        },
        original="original",
        machine="Written by machine: {what} ({adapters}).",
        some="{fields} of {numbers}",
        fields={"headline": "headline", "paragraph": "paragraph", "highlight": "highlight"},
        between=", ",
        credits="The name in brackets is the source. ",
        window="News from {start} to {end} ({zone}). ",
        hours="news from {start} to {end}",
        made="made {at}",
        entries="{count} items",
        minutes="{minutes} min read",
        calendar="Dates",
        bond_names={Bond.EFFECT: "In effect", Bond.END: "Deadline", Bond.COMMENT: "Closes for comment"},
        bonds={
            Bond.EFFECT: "{day}, in effect: {headline} (item {number})",
            Bond.END: "{day}, deadline: {headline} (item {number})",
            Bond.COMMENT: "{day}, closes for comment: {headline} (item {number})",
        },
        outlets="Read for this edition",
        given="{read} outlets, {count} with stories: {outlets}.",
        outlet="{name} ({stories}, printed {entries})",
        silent="No stories: {outlets}.",
        failed="Not reached: {outlets}.",
        locale="en_US",
        between_lines="; ",
        previous="Previous",
        next="Next",
        editions="Other editions",
        language="English",
        index="All editions",
        colon=": ",
        time="{0:%Y-%m-%d %H:%M}",
    ),
}


def machine_note(digest: Digest) -> str | None:
    """Return which fields machines wrote, of which entries unless it is all; None if the words are the stories' own."""
    labels = LABELS[digest.edition.language]
    numbers: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for entry in digest.entries:
        if entry.written:
            numbers.setdefault(tuple(sorted(entry.written.items())), []).append(entry.number)
    notes = [_machine(dict(written), found, len(digest.entries), labels) for written, found in numbers.items()]
    return " ".join(notes) or None


def _machine(written: Mapping[str, str], numbers: list[int], entries: int, labels: Labels) -> str:
    fields = labels.between.join(labels.fields.get(name, name) for name in written)
    adapters = labels.between.join(sorted(set(written.values())))
    some = labels.some.format(fields=fields, numbers=labels.between.join(map(str, numbers)))
    return labels.machine.format(what=fields if len(numbers) == entries else some, adapters=adapters)


def window_note(edition: Edition) -> str:
    """Return the sentence that states the window of an edition, in its zone."""
    start, end = (printed_time(moment, edition) for moment in (edition.start, edition.end))
    return LABELS[edition.language].window.format(start=start, end=end, zone=edition.zone)


def printed_time(moment: datetime, edition: Edition) -> str:
    """Return a moment to the minute, in the edition's zone."""
    return LABELS[edition.language].time.format(moment.astimezone(ZoneInfo(edition.zone)))


def mark_of(entry: Entry, language: Language) -> str:
    """Return the mark of an entry that was changed after it was printed: of the last change; empty if there is none."""
    return LABELS[language].revised[entry.revised[-1].kind] if entry.revised else ""


def marked(entry: Entry, language: Language) -> str:
    """Return a headline behind the mark of its entry."""
    mark = mark_of(entry, language)
    return (LABELS[language].mark.format(mark) if mark else "") + entry.headline


def revision_notes(entry: Entry, edition: Edition) -> tuple[str, ...]:
    """Return a line for each change of an entry after it was printed: when, and why."""
    return tuple(revision_note(change, edition.language, ZoneInfo(edition.zone)) for change in entry.revised)


def revision_note(change: Revised, language: Language, zone: tzinfo) -> str:
    """Return the line for a change of an entry."""
    labels = LABELS[language]
    at = labels.time.format(change.at.astimezone(zone))
    return labels.revision.format(mark=labels.revised[change.kind], at=at, reason=change.reason)


def followup_line(followup: FollowUp, edition: Edition) -> str:
    """Return the line of another report on an entry, without its credit."""
    day = spelled_day(followup.day, edition.day.year, edition.language)
    return LABELS[edition.language].followups[followup.kind].format(day=day, headline=followup.headline)


def outlet_lines(digest: Digest) -> tuple[str, ...]:
    """Return the lines that name the outlets read for a digest; none if it names none."""
    return tuple(_outlet_lines(digest)) if digest.outlets else ()


def _outlet_lines(digest: Digest) -> Iterator[str]:
    language = digest.edition.language
    labels = LABELS[language]

    def joined(outlets: Iterable[OutletRead]) -> str:
        return labels.between.join(outlet.name.in_language(language) for outlet in outlets)

    given = [outlet for outlet in digest.outlets if outlet.stories]
    listed = labels.between.join(
        labels.outlet.format(name=outlet.name.in_language(language), stories=outlet.stories, entries=outlet.entries)
        for outlet in given
    )
    if given:
        yield labels.given.format(read=len(digest.outlets), count=len(given), outlets=listed)
    if silent := joined(outlet for outlet in digest.outlets if not (outlet.stories or outlet.failed)):
        yield labels.silent.format(outlets=silent)
    if failed := joined(outlet for outlet in digest.outlets if outlet.failed):
        yield labels.failed.format(outlets=failed)
