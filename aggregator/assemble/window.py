"""Window: the stories that an edition may tell, by when they were published and in what language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.models import Edition, Left, Precision, Story

_STAGE = "window"


def reach(edition: Edition) -> tuple[datetime, datetime]:
    """Return the span of publication, [start, end), that the store must be asked for.

    It begins with the first day of the window, since a story whose page states the day only is stored at midnight.
    """
    zone = ZoneInfo(edition.zone)
    opening = datetime.combine(min(days(edition)), time(), zone) - timedelta(days=1)
    return opening.astimezone(UTC), edition.end.astimezone(UTC)


def days(edition: Edition) -> frozenset[date]:
    """Return the days that the window touches, in the edition's zone."""
    zone = ZoneInfo(edition.zone)
    return frozenset({edition.start.astimezone(zone).date(), edition.end.astimezone(zone).date()})


def admit(edition: Edition, stories: Sequence[Story]) -> tuple[list[Story], list[Left]]:
    """Return the stories of the window by (published, id), and the others with the reason."""
    by_id = {story.id: story for story in stories}
    reasons = {story.id: _objection(edition, story, by_id) for story in by_id.values()}
    timely = [story for story in by_id.values() if reasons[story.id] is None]
    left = [Left(name, _STAGE, reason) for name, reason in sorted(reasons.items()) if reason]
    return sorted(timely, key=lambda story: (story.published or edition.end, story.id)), left


def _objection(edition: Edition, story: Story, by_id: dict[str, Story]) -> str | None:
    if reason := outside(edition, story):
        return reason
    original = by_id.get(story.copy_of or "")
    if original and original.published and outside(edition, original):
        return f"copy of {original.id}, {outside(edition, original)}"
    if story.language != edition.language:
        return f"language: {story.language}, the edition is {edition.language}"
    return None if story.attribution else "nobody to credit"


def outside(edition: Edition, story: Story) -> str | None:
    """Return why a story is not of the window, or None where it is."""
    if story.published is None:
        return "no date"
    local = story.published.astimezone(ZoneInfo(edition.zone))
    if story.published_precision is Precision.DAY:
        inside, stated = local.date() in days(edition), f"{local:%Y-%m-%d}"
    else:
        inside, stated = edition.start <= story.published < edition.end, f"{local:%Y-%m-%d %H:%M}"
    side = "before" if story.published < edition.start else "after"
    return None if inside else f"published {stated}, {side} the window"
