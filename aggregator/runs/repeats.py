"""Stories of an edition without the lines that their outlets repeat.

A crawl cuts what it knew when it began. What its own stories repeat, the first ones of a new outlet above all, is cut
here: what the store counted on the days before, and what the stories of the last day add.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aggregator.models import Seen, Story
from aggregator.registry.outlets import Outlet
from aggregator.store import Stories
from aggregator.text import fingerprint
from aggregator.text.repeats import LOOK_BACK, lines_to_count, without_repeats

_NEVER = Seen(0, 0, 0)


def trimmed(stories: Sequence[Story], outlets: Mapping[str, Outlet], stored: Stories, at: datetime) -> list[Story]:
    """Return the stories as an edition made at a moment knows them; the same for one that is made again."""
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    names = {story.outlet: outlets[story.outlet].own_names if story.outlet in outlets else () for story in stories}
    seen = stored.seen_lines(sorted(names), today - LOOK_BACK, today)
    for outlet, lines in _lines_since(today, stories, names).items():
        seen[outlet] = _added(seen.get(outlet, {}), lines)
    return [_trimmed(story, seen.get(story.outlet, {}), names[story.outlet]) for story in stories]


def _lines_since(
    today: datetime, stories: Sequence[Story], names: Mapping[str, Sequence[str]]
) -> dict[str, list[frozenset[int]]]:
    found = defaultdict[str, list[frozenset[int]]](list)
    for story in stories:
        if story.fetched_at >= today:
            found[story.outlet].append(lines_to_count(story, names[story.outlet]))
    return found


def _added(seen: Mapping[int, Seen], lines: Sequence[frozenset[int]]) -> dict[int, Seen]:
    """Add the lines of a day's stories to what was seen before."""
    new = Counter(key for keys in lines for key in keys)
    before = ((key, seen.get(key, _NEVER)) for key in seen.keys() | new.keys())
    return {
        key: Seen(known.stories + new[key], known.days + (key in new), known.among + len(lines))
        for key, known in before
    }


def _trimmed(story: Story, seen: Mapping[int, Seen], names: Sequence[str]) -> Story:
    text, cut = without_repeats(story.text, seen, names)
    return replace(story, text=text, fingerprint=fingerprint(text)) if cut else story
