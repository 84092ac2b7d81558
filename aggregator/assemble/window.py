"""Admit the stories of an edition's window, by publication time and language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.events.naming import Event
from aggregator.models import Edition, MadeEdition, Omission, Precision, Story
from aggregator.text.marks import lifted, marks

_STAGE = "window"


def reach(edition: Edition, made: Sequence[MadeEdition] = ()) -> tuple[datetime, datetime]:
    """Return the span of publication, [start, end) in UTC, of the stories to read from the store.

    It starts a day before the first day of the window: a story whose page states only the day is stored at midnight.
    It has the window of the last edition in `made`, in the order in which they were made: from there late stories are.
    """
    zone = ZoneInfo(edition.zone)
    opening = datetime.combine(min(days(edition)), time(), zone) - timedelta(days=1)
    start = min([opening, *(last.start for last in made[-1:])])
    return start.astimezone(UTC), edition.end.astimezone(UTC)


def days(edition: Edition) -> frozenset[date]:
    """Return the days that the window touches, in the edition's zone."""
    return _days(edition.start, edition.end, edition.zone)


def _days(start: datetime, end: datetime, zone: str) -> frozenset[date]:
    return frozenset({start.astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()})


def at_release(story: Story, zone: str) -> Story:
    """Return an embargoed story dated at the minute its embargo ends; others, and those released earlier, as they are.

    It belongs to the edition whose window has that minute, and to none before.
    """
    embargo = marks(story.title, story.text).embargo
    end = lifted(embargo, story.appeared, zone) if embargo else None
    if end is None or end <= story.appeared:
        return story
    return replace(story, published=end.astimezone(UTC), published_precision=Precision.MINUTE)


def admit(
    edition: Edition, stories: Sequence[Story], made: Sequence[MadeEdition] = ()
) -> tuple[list[Story], list[Omission]]:
    """Return the stories of the window ordered by (published, id), and the omissions.

    `made`: the editions made before this one. A story published in the window of one of them, but found only after it
    was made, is late: it belongs to the first edition made after that, and to no other.
    """
    by_id = {story.id: story for story in stories}
    reasons = {story.id: _objection(edition, story, by_id, made) for story in by_id.values()}
    timely = [story for story in by_id.values() if reasons[story.id] is None]
    omissions = [Omission(name, _STAGE, reason) for name, reason in sorted(reasons.items()) if reason]
    return sorted(timely, key=lambda story: (story.published or edition.end, story.id)), omissions


def _objection(edition: Edition, story: Story, by_id: dict[str, Story], made: Sequence[MadeEdition]) -> str | None:
    found = marks(story.title, story.text)
    embargo = found.embargo
    if embargo and (story.published is None or lifted(embargo, story.appeared, edition.zone) is None):
        return f"embargo without an hour: {embargo}"
    if reason := _untimely(edition, story, made):
        return f"{reason}, embargo: {embargo}" if embargo else reason
    original = None if found.corrects or found.amended else by_id.get(story.copy_of or "")
    if original and original.published and (reason := _untimely(edition, original, made)):
        return f"copy of {original.id}, {reason}"
    if story.language != edition.language:
        return f"language: {story.language}, the edition is {edition.language}"
    return None if story.attribution else "no credit"


def _untimely(edition: Edition, story: Story, made: Sequence[MadeEdition]) -> str | None:
    """Return why a story does not belong to this edition by its time, or None if it does."""
    reason = outside(edition, story)
    earlier = [other for other in made if other.end <= edition.end and _covers(other, story, edition.zone)]
    if reason is None:
        owner = _owner(story, earlier, made)
        return f"belongs to {owner.key}" if owner else None
    return None if _is_late(story, earlier, made) else reason


def _owner(story: Story, covering: Sequence[MadeEdition], made: Sequence[MadeEdition]) -> MadeEdition | None:
    """Return the edition before this one that a story belongs to; windows overlap, for one may cover holidays.

    It is one with the story in its window, or if the story was found after all of these were made, the next one made.
    """
    could_print = covering
    if covering and all(edition.at < story.fetched_at for edition in covering):
        could_print = [edition for edition in made if story.published and edition.end > story.published]
    return next((edition for edition in could_print if story.fetched_at <= edition.at), None)


def _covers(edition: Edition | MadeEdition, story: Story, zone: str) -> bool:
    """Return whether a story was published in the window of an edition, by its day if no time is known."""
    if story.published is None:
        return False
    if story.published_precision is Precision.DAY:
        return story.published.astimezone(ZoneInfo(zone)).date() in _days(edition.start, edition.end, zone)
    return edition.start <= story.published < edition.end


def _is_late(story: Story, covering: Sequence[MadeEdition], made: Sequence[MadeEdition]) -> bool:
    """Return whether a story was found after every edition that could have printed it was made, its own included."""
    could_print = [edition for edition in made if story.published and edition.end > story.published]
    return bool(covering) and all(edition.at < story.fetched_at for edition in could_print)


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """An event with stories in the window."""

    id: str
    stories: tuple[Story, ...]
    """Its printable stories of the window."""
    earlier: tuple[Story, ...] = ()
    """Its stories from before the window."""


def in_window(
    edition: Edition, events: Iterable[Event], timely: Iterable[Story], news: Iterable[Story]
) -> list[WindowEvent]:
    """Return the events that have news; `timely`: stories of the window, `news`: the printable ones among them."""
    inside, printable = {story.id for story in timely}, {story.id: story for story in news}
    found = list[WindowEvent]()
    for event in events:
        if stories := tuple(printable[story.id] for story in event.stories if story.id in printable):
            others = (story for story in event.stories if story.id not in inside)
            found.append(WindowEvent(event.id, stories, tuple(s for s in others if _may_precede(edition, s))))
    return found


def _may_precede(edition: Edition, story: Story) -> bool:
    """Return whether a story is from before the window, credited, and in the edition's language."""
    dated = story.published is not None and story.published < edition.start
    return dated and story.language == edition.language and story.attribution is not None


def outside(edition: Edition, story: Story) -> str | None:
    """Return why a story is outside the window, or None if it is inside."""
    if story.published is None:
        return "no date"
    if _covers(edition, story, edition.zone):
        return None
    form = "%Y-%m-%d" if story.published_precision is Precision.DAY else "%Y-%m-%d %H:%M"
    stated = story.published.astimezone(ZoneInfo(edition.zone)).strftime(form)
    side = "before" if story.published < edition.start else "after"
    return f"published {stated}, {side} the window"
