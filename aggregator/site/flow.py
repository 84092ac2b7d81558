"""The flow picture: bands from the sources that are credited to the outlets that reprint them, as lines of an SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

MAX_ENDS = 14
"""Sources, and outlets, that have an end; the rest shares one."""
REST = ""
"""Id of the end that the rest shares."""
WIDTH, GAP, LEAST, SCALE = 760, 10, 3.0, 420.0
"""Units of the picture: width, gap between two ends, the least height of one, and the height of all together."""
MARGIN = 200
"""For the names on either side."""
BAR = 10


class End(NamedTuple):
    """A source or an outlet, and its place."""

    id: str
    stories: int
    y: float
    height: float


class Band(NamedTuple):
    """The stories that an outlet credits to a source, as a path of constant width."""

    source: str
    outlet: str
    stories: int
    path: str
    width: float


class Flow(NamedTuple):
    """A picture."""

    sources: tuple[End, ...]
    outlets: tuple[End, ...]
    bands: tuple[Band, ...]
    height: float


def flow(pairs: Mapping[tuple[str, str], int]) -> Flow:
    """Lay out the stories by source and outlet, the larger ends above."""
    pairs = _gathered(pairs)
    sources, outlets = (_ends(_totals(pairs, side), sum(pairs.values())) for side in (0, 1))
    height = max((end.y + end.height for end in (*sources, *outlets)), default=0.0)
    return Flow(sources, outlets, _bands(pairs, sources, outlets), round(height, 1))


def _totals(pairs: Mapping[tuple[str, str], int], side: int) -> Counter[str]:
    totals = Counter[str]()
    for pair, stories in pairs.items():
        totals[pair[side]] += stories
    return totals


def _gathered(pairs: Mapping[tuple[str, str], int]) -> Counter[tuple[str, str]]:
    """Give the rest of the sources, and of the outlets, one end each."""
    kept = [{name for name, _ in _ordered(_totals(pairs, side))[:MAX_ENDS]} for side in (0, 1)]
    found = Counter[tuple[str, str]]()
    for (source, outlet), stories in pairs.items():
        found[source if source in kept[0] else REST, outlet if outlet in kept[1] else REST] += stories
    return found


def _ordered(totals: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(totals.items(), key=lambda end: (end[0] == REST, -end[1], end[0]))


def _ends(totals: Mapping[str, int], whole: int) -> tuple[End, ...]:
    found, y = list[End](), 0.0
    for name, stories in _ordered(totals):
        height = max(LEAST, SCALE * stories / whole)
        found.append(End(name, stories, round(y, 1), round(height, 1)))
        y += max(height, 8) + GAP
    return tuple(found)


def _bands(pairs: Mapping[tuple[str, str], int], sources: Sequence[End], outlets: Sequence[End]) -> tuple[Band, ...]:
    """Return the bands; at either end they lie in the order of the other one, so that few cross."""
    whole, left, right = sum(pairs.values()), {end.id: end.y for end in sources}, {end.id: end.y for end in outlets}
    found = list[Band]()
    for source in sources:
        for outlet in outlets:
            if stories := pairs.get((source.id, outlet.id)):
                width = SCALE * stories / whole
                path = _path(left[source.id] + width / 2, right[outlet.id] + width / 2)
                found.append(Band(source.id, outlet.id, stories, path, round(max(width, 1), 1)))
                left[source.id] += width
                right[outlet.id] += width
    return tuple(found)


def _path(y: float, to: float) -> str:
    start, end, middle = MARGIN + BAR, WIDTH - MARGIN - BAR, WIDTH / 2
    return f"M{start} {y:.1f}C{middle:.0f} {y:.1f} {middle:.0f} {to:.1f} {end} {to:.1f}"
