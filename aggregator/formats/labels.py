"""The words that the formats add to a digest, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.models import Edition, Entry, Language


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and phrases of a language."""

    skip: str
    """The skip link."""
    highlights: str
    news: str
    update: str
    """The mark of an entry on an event that an earlier edition covered."""
    original: str
    """The link to the text credited, if that is not the story itself."""
    machine: str
    """`{fields}` and `{adapters}`."""
    fields: Mapping[str, str]
    between: str
    credits: str
    """Explanation of the brackets at the end of an entry."""
    window: str
    """`{start}`, `{end}`, `{zone}`."""
    time: str
    """Format of the window's ends; without strftime codes that depend on the locale."""


LABELS: Mapping[Language, Labels] = {
    "zh": Labels(
        skip="跳到新闻",
        highlights="要点",
        news="新闻",
        update="更新",
        original="原文",
        machine="机器撰写：{fields}（{adapters}）",
        fields={"headline": "标题", "paragraph": "正文", "highlight": "要点"},
        between="、",
        credits="括号内为消息来源。",
        window="收录{start}至{end}的消息（{zone}）。",
        time="{0.month}月{0.day}日{0:%H:%M}",
    ),
    "en": Labels(
        skip="Skip to the news",
        highlights="Highlights",
        news="News",
        update="Update",
        original="original",
        machine="Written by machine: {fields} ({adapters})",
        fields={"headline": "headline", "paragraph": "paragraph", "highlight": "highlight"},
        between=", ",
        credits="The name in brackets is the source.",
        window="News from {start} to {end} ({zone}). ",
        time="{0:%Y-%m-%d %H:%M}",
    ),
}


def machine_mark(entry: Entry, language: Language) -> str | None:
    """Return which fields of an entry a machine wrote, and which adapter; None if the words are the story's own."""
    if not entry.written:
        return None
    labels = LABELS[language]
    fields = labels.between.join(labels.fields.get(name, name) for name in sorted(entry.written))
    adapters = labels.between.join(sorted(set(entry.written.values())))
    return labels.machine.format(fields=fields, adapters=adapters)


def window_note(edition: Edition) -> str:
    """Return the sentence that states the window of an edition, in its zone."""
    labels, zone = LABELS[edition.language], ZoneInfo(edition.zone)

    def printed(moment: datetime) -> str:
        return labels.time.format(moment.astimezone(zone))

    return labels.window.format(start=printed(edition.start), end=printed(edition.end), zone=edition.zone)
