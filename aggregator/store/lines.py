"""Lines of stories, counted by outlet and day: the knowledge of what an outlet repeats.

A past day's counts never change, so that an edition that is made again knows what it knew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from aggregator.models import Seen
from aggregator.store.database import Insert
from aggregator.store.prepared import Prepared
from aggregator.store.schema import repeated_lines

ALL_STORIES = 0
"""Key of the row that counts the stories of a day."""
_known = repeated_lines.c


def day_of(at: datetime) -> int:
    """Return the UTC day of a moment: 20261120."""
    at = at.astimezone(UTC)
    return 10_000 * at.year + 100 * at.month + at.day


def counting(insert: Insert) -> Insert:
    """Let an INSERT count a line that it has."""
    again = {"stories": _known.stories + 1}
    return insert.on_conflict_do_update(index_elements=list(repeated_lines.primary_key), set_=again)


def count_lines(connection: Connection, counting: Prepared, outlet: str, day: int, keys: Iterable[int]) -> None:
    """Count a story and its lines, by their keys."""
    rows = [{"outlet": outlet, "day": day, "line": key, "stories": 1} for key in sorted({ALL_STORIES, *keys})]
    counting.run_each(connection, rows)


def seen_lines(connection: Connection, outlets: Collection[str], since: int, before: int) -> dict[str, dict[int, Seen]]:
    """Return the lines that outlets have printed in several stories of [since, before), by outlet and key."""
    within = (_known.outlet.in_(outlets), _known.day >= since, _known.day < before)
    of_day = select(_known.outlet, _known.day, _known.stories).where(*within, _known.line == ALL_STORIES)
    totals = defaultdict[str, dict[int, int]](dict)
    for outlet, day, stories in connection.execute(of_day):
        totals[outlet][day] = stories
    lines = (
        select(_known.outlet, _known.line, func.sum(_known.stories), func.count(), func.min(_known.day))
        .where(*within)
        .group_by(_known.outlet, _known.line)
        .having(func.sum(_known.stories) > 1)
    )
    found = defaultdict[str, dict[int, Seen]](dict)
    for outlet, line, stories, days, first in connection.execute(lines):
        among = sum(count for day, count in totals[outlet].items() if day >= first)
        found[outlet][line] = Seen(int(stories), days, among)
    return dict(found)
