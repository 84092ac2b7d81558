"""Times of a feed that are labelled UTC and are the outlet's local time: seen in the feed as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ..header.dates import CLOCK_SKEW, parse_moment

MIN_SHARE, MIN_COUNT = 0.5, 2
"""Share or number of its times that must lie ahead; one alone may be a story announced too early."""
_UTC = re.compile(r"(?:\b(?:GMT|UTC?)|(?<=[\d\s])Z|[+-]00:?00)\s{0,3}$", re.IGNORECASE)


def without_false_zone(stated: Sequence[str], fetched_at: datetime, zone: ZoneInfo) -> list[str]:
    """Return the times of a feed as written, without the label of UTC where it is false.

    It is false if, read by it, several times lie ahead of the fetch, and, read as the outlet's, none does.
    """
    labelled = [time for time in stated if _UTC.search(time)]
    if not labelled or not fetched_at.astimezone(zone).utcoffset() or len(labelled) < len(stated):
        return list(stated)
    local = [_UTC.sub("", time) for time in stated]
    later = fetched_at + timedelta(days=1)
    ahead = sum(_is_ahead(time, fetched_at, later, zone) for time in labelled)
    false = ahead >= min(MIN_COUNT, MIN_SHARE * len(stated)) and ahead > 0
    return local if false and not any(_is_ahead(time, fetched_at, later, zone) for time in local) else list(stated)


def _is_ahead(time: str, fetched_at: datetime, later: datetime, zone: ZoneInfo) -> bool:
    """Return whether a time lies ahead of the fetch by less than a day: later ones are of no use either way."""
    moment = parse_moment(time, later, zone)
    return moment is not None and moment.at > fetched_at + CLOCK_SKEW
