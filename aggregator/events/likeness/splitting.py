"""Split clusters of English stories that joined look-alike events: two fights of one boxer, two patches of one program.

Terms that all stories of a cluster share do not distinguish them; terms that a few of them repeat do. So a cluster is
reweighted by how rare each term is inside it, and cut in two if the halves share too little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
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
    spread = Counter(term for vector in vectors for term in vector)
    rare = {term: log(len(vectors) / count) for term, count in spread.items() if 1 < count < len(vectors)}
    holders = defaultdict[str, list[tuple[int, float]]](list)
    for at, vector in enumerate(vectors):
        for term, weight in _unit({term: vector[term] * rare[term] for term in vector if term in rare}).items():
            holders[term].append((at, weight))
    cosines = [[0.0] * len(vectors) for _ in vectors]
    for held in holders.values():
        for last, (a, weight) in enumerate(held):
            row = cosines[a]
            for b, other_weight in held[:last]:
                row[b] += weight * other_weight
    for a, b in combinations(range(len(vectors)), 2):
        cosines[a][b] = cosines[b][a]
    return cosines


def _unit(vector: Vector) -> Vector:
    """Scale a vector to length 1; a vector of length 0 stays empty."""
    length = sqrt(sum([weight * weight for weight in vector.values()]))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _halves(sums: list[list[float]]) -> tuple[list[int], list[int], float, float]:
    """Join by average link down to two parts; return both, the mean cosine between them, and the mean inside them.

    A chain of nearest neighbours finds each pair to join. `sums` starts as the cosines of all pairs, and becomes their
    sums by part.
    """
    parts, chain = {at: [at] for at in range(len(sums))}, list[int]()
    while True:
        chain = chain or [min(parts)]
        nearest, mean = _nearest(sums, parts, chain[-1])
        if len(chain) < 2 or _mean(sums, parts, chain[-1], chain[-2]) < mean:
            chain.append(nearest)
            continue
        a, b = sorted((chain.pop(), chain.pop()))
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
