"""Split clusters of English stories that joined look-alike events: two fights of one boxer, two patches of one program.

Terms that all stories of a cluster share do not distinguish them; terms that a few of them repeat do. So a cluster is
reweighted by how rare each term is inside it, and cut in two if the halves share too little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from math import log, sqrt
from statistics import fmean

MIN_STORIES = 8
"""Below this, rarity inside a cluster means nothing."""
MAX_STORIES = 60
"""Larger clusters are not checked: the cost grows with the square."""
MIN_PART = 4
"""Stories in a half; a few odd ones report the same event from another side."""
MIN_COSINE = 0.055
"""Mean cosine of two halves, weighted by rarity inside the cluster, below which they report two events."""
MIN_RATIO = 0.15
"""The same as a share of the mean cosine inside the halves: short stories have few terms, and all are more alike."""

Vector = Mapping[str, float]


def split(vectors: Sequence[Vector]) -> list[list[int]]:
    """Return the indices of a cluster's stories by event: one list if the cluster is one event.

    `vectors` are those of `EnglishStory`. Parts and members are in the order of the stories.
    """
    return sorted(_split(vectors, list(range(len(vectors)))))


def _split(vectors: Sequence[Vector], members: list[int]) -> list[list[int]]:
    if not MIN_STORIES <= len(members) <= MAX_STORIES:
        return [members]
    *halves, between, within = _halves(_cosines([vectors[member] for member in members]))
    if between >= max(MIN_COSINE, MIN_RATIO * within) or min(map(len, halves)) < MIN_PART:
        return [members]
    return [part for half in halves for part in _split(vectors, [members[at] for at in half])]


def _cosines(vectors: Sequence[Vector]) -> list[list[float]]:
    """Return the cosines of all pairs, terms weighted by their rarity among these stories; 0 on the diagonal."""
    spread = Counter(chain.from_iterable(vectors))
    rarity = {term: log(len(vectors) / count) for term, count in spread.items() if 1 < count < len(vectors)}
    holders: dict[str, list[tuple[int, float]]] = {term: [] for term in rarity}
    cosines, lengths = [[0.0] * len(vectors) for _ in vectors], list[float]()
    for a, vector in enumerate(vectors):
        row, square = cosines[a], 0.0
        for term in filter(rarity.__contains__, vector):
            weight, held = vector[term] * rarity[term], holders[term]
            for b, other_weight in held:
                row[b] += weight * other_weight
            held.append((a, weight))
            square += weight * weight
        lengths.append(sqrt(square))
    for b, a in combinations(range(len(vectors)), 2):
        cosines[b][a] = cosines[a][b] = cosines[a][b] and cosines[a][b] / (lengths[a] * lengths[b])
    return cosines


def _halves(sums: list[list[float]]) -> tuple[list[int], list[int], float, float]:
    """Join by average link down to two parts; return both, the mean cosine between them, and the mean inside them.

    A chain of nearest neighbours finds each pair to join. `sums` starts as the cosines of all pairs, and becomes their
    sums by part.
    """
    parts, path = {at: [at] for at in range(len(sums))}, list[int]()
    while True:
        path = path or [min(parts)]
        nearest, mean = _nearest(sums, parts, path[-1])
        if len(path) < 2 or _mean(sums, parts, path[-1], path[-2]) < mean:
            path.append(nearest)
            continue
        a, b = sorted((path.pop(), path.pop()))
        if len(parts) == 2:
            within = fmean((_inside(sums, parts, a), _inside(sums, parts, b)))
            return sorted(parts[a]), sorted(parts[b]), _mean(sums, parts, a, b), within
        _join(sums, parts, a, b)


def _nearest(sums: list[list[float]], parts: Mapping[int, list[int]], part: int) -> tuple[int, float]:
    row = sums[part]
    mean, nearest = max((row[at] / len(members), -at) for at, members in parts.items() if at != part)
    return -nearest, mean / len(parts[part])


def _join(sums: list[list[float]], parts: dict[int, list[int]], a: int, b: int) -> None:
    inside = sums[a][a] + sums[b][b] + 2 * sums[a][b]
    parts[a] += parts.pop(b)
    for at in parts:
        sums[a][at] += sums[b][at]
        sums[at][a] = sums[a][at]
    sums[a][a] = inside


def _inside(sums: list[list[float]], parts: Mapping[int, list[int]], part: int) -> float:
    return sums[part][part] / max(1, len(parts[part]) * (len(parts[part]) - 1))


def _mean(sums: list[list[float]], parts: Mapping[int, list[int]], a: int, b: int) -> float:
    return sums[a][b] / len(parts[b]) / len(parts[a])
