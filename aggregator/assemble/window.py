"""Window: the stories that an edition may tell, by when they were published and in what language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.events.naming import Event
from aggregator.models import Edition, MadeEdition, Omission, Precision, Story

_STAGE = "window"


def reach(edition: Edition) -> tuple[datetime, datetime]:
    """Return the span of publication, [start, end), that the store must be asked for.

    It begins a day before the first day of the window: a story whose page states the day only is stored at midnight,
    and late finders were published in the window of the edition before.
    """
    zone = ZoneInfo(edition.zone)
    opening = datetime.combine(min(days(edition)), time(), zone) - timedelta(days=1)
    return opening.astimezone(UTC), edition.end.astimezone(UTC)


def days(edition: Edition) -> frozenset[date]:
    """Return the days that the window touches, in the edition's zone."""
    return _days(edition.start, edition.end, edition.zone)


def _days(start: datetime, end: datetime, zone: str) -> frozenset[date]:
    return frozenset({start.astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()})


def admit(
    edition: Edition, stories: Sequence[Story], made: Sequence[MadeEdition] = ()
) -> tuple[list[Story], list[Omission]]:
    """Return the stories of the window by (published, id), and the others with the reason.

    `made`: the editions that were made before this one. A story that was published in the window of one of them and
    found only after that one was made is a late finder: it is of the first edition that is made then, and of no other.
    """
    by_id = {story.id: story for story in stories}
    reasons = {story.id: _objection(edition, story, by_id, made) for story in by_id.values()}
    timely = [story for story in by_id.values() if reasons[story.id] is None]
    left = [Omission(name, _STAGE, reason) for name, reason in sorted(reasons.items()) if reason]
    return sorted(timely, key=lambda story: (story.published or edition.end, story.id)), left


def _objection(edition: Edition, story: Story, by_id: dict[str, Story], made: Sequence[MadeEdition]) -> str | None:
    if reason := _untimely(edition, story, made):
        return reason
    original = by_id.get(story.copy_of or "")
    if original and original.published and (reason := _untimely(edition, original, made)):
        return f"copy of {original.id}, {reason}"
    if story.language != edition.language:
        return f"language: {story.language}, the edition is {edition.language}"
    return None if story.attribution else "nobody to credit"


def _untimely(edition: Edition, story: Story, made: Sequence[MadeEdition]) -> str | None:
    """Return why a story is not of this edition by its time, or None where it is."""
    reason = outside(edition, story)
    others = [one for one in made if one.end <= edition.end and _covers(one, story, edition.zone)]
    if reason is None:
        had = next((one for one in others if story.fetched_at <= one.at), None)
        return f"of {had.key}" if had else None
    return None if _late(story, others, made) else reason


def _covers(one: Edition | MadeEdition, story: Story, zone: str) -> bool:
    """Tell whether a story was published in the window of an edition; by the day where no more is known of it."""
    if story.published is None:
        return False
    if story.published_precision is Precision.DAY:
        return story.published.astimezone(ZoneInfo(zone)).date() in _days(one.start, one.end, zone)
    return one.start <= story.published < one.end


def _late(story: Story, covering: Sequence[MadeEdition], made: Sequence[MadeEdition]) -> bool:
    """Tell whether a story was found after its edition was made, and before any other that could have it."""
    open_to_it = [one for one in made if story.published and one.end > story.published]
    return bool(covering) and all(one.at < story.fetched_at for one in open_to_it)


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """An event with stories in the window."""

    id: str
    stories: tuple[Story, ...]
    """Those that may be printed."""
    earlier: tuple[Story, ...] = ()
    """Those from before the window."""


def in_window(
    edition: Edition, events: Iterable[Event], timely: Iterable[Story], news: Iterable[Story]
) -> list[WindowEvent]:
    """Return the events that have news; `timely`: the stories of the window, `news`: those of them to print."""
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
    """Return why a story is not of the window, or None where it is."""
    if story.published is None:
        return "no date"
    if _covers(edition, story, edition.zone):
        return None
    form = "%Y-%m-%d" if story.published_precision is Precision.DAY else "%Y-%m-%d %H:%M"
    stated = story.published.astimezone(ZoneInfo(edition.zone)).strftime(form)
    side = "before" if story.published < edition.start else "after"
    return f"published {stated}, {side} the window"
