"""The day of a story's news: that of its dateline, of its first sentence, or of its publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from aggregator.assemble.window import days
from aggregator.models import Edition, Story
from aggregator.style import dateline
from aggregator.text.sentences import sentences

_MAX_DATELINE = 3
"""Paragraphs that may hold a story's own dateline, captions above it included; later ones are cited."""
_SAID = re.compile(r"^“[^“”]{2,120}[。！？]”(?=.)")
"""A quotation before the first sentence that reports."""
_RELATIVE = re.compile(r"[今昨][天日晨晚]|前天")


class NotOfTheWindow(Exception):
    """A story's news has no day, or one before the window."""


def day_of_report(edition: Edition, story: Story, openings: Sequence[dateline.Opening]) -> date:
    """Return the day of the story's own dateline, else of its publication, in the edition's zone.

    A dateline of the day that begins after the window is that of a report sent out early: its news is of today.
    """
    if story.published is None:
        raise NotOfTheWindow("no date")
    published = story.published.astimezone(ZoneInfo(edition.zone)).date()
    resolved = [dateline.resolve(opening.day, published) for opening in openings[:_MAX_DATELINE] if opening.day]
    leading = resolved[0] if resolved and has_dateline(openings) else None
    own = next((day for day in resolved if day in days(edition)), leading)
    day = published if own is None or (own > published and own not in days(edition)) else own
    if day != published and day not in days(edition):
        raise NotOfTheWindow(f"dateline {day}, outside the window")
    return day


def has_dateline(openings: Sequence[dateline.Opening]) -> bool:
    """Return whether a story opens with its own dateline."""
    return bool(openings) and openings[0].day is not None


def dated(edition: Edition, paragraph: str, reported: date, *, dateline_of_its_own: bool) -> tuple[date, str]:
    """Return the day of a paragraph's news, and the paragraph without it: an entry prints one day.

    The first sentence of a report may say that the news is of the day before, at the place where it happened. A
    weekday before the verb stays behind the story's own dateline, which is that of its readers. What somebody said may
    precede the first sentence.
    """
    if said := _SAID.match(paragraph):
        day, rest = dated(edition, paragraph[said.end() :], reported, dateline_of_its_own=dateline_of_its_own)
        return day, said[0] + rest
    first = next(iter(sentences(paragraph)), "")
    found = dateline.stated(first, reported)
    beside = found is not None and found.weekday and not found.opening and dateline_of_its_own
    if found is None or beside or (not found.opening and found.day < _earliest(edition)):
        placed = dateline.coming_day_inside(first, reported) + paragraph[len(first) :]
        return reported, dateline.without_day_again(dateline.without_day(placed, reported), reported)
    if found.day < _earliest(edition):
        raise NotOfTheWindow(f"news of {found.day}, before the window")
    rest = found.rest + paragraph[len(first) :]
    return found.day, rest if found.day == reported else _without_relative_days(rest)


def _earliest(edition: Edition) -> date:
    """Return the day before the window: of what happened then, the first reports may come in the window."""
    return min(days(edition)) - timedelta(days=1)


def _without_relative_days(paragraph: str) -> str:
    """Cut a paragraph before the first sentence with a word such as `今天`, which was said on another day."""
    kept = ""
    for sentence in sentences(paragraph):
        if _RELATIVE.search(sentence):
            break
        kept += sentence
    return kept
