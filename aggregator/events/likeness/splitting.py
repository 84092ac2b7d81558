"""Look-alikes inside a cluster of English stories: two fights of one boxer, two patches of one program.

What the stories of a cluster have in common tells none of them apart, and what a few of them state again and again
does. So each cluster is weighed anew by how rare a term is inside it, and cut in two where the halves share too little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from statistics import fmean

from aggregator.events.likeness.english import unit

LEAST = 8
"""Stories of a cluster from which rareness inside it means anything."""
MOST = 60
"""Stories of the largest cluster that is looked into: the cost grows with the square."""
MIN_PART = 4
"""Stories of a half; a few odd ones tell the same from another side."""
APART = 0.055
"""Mean cosine of two halves, weighed by rareness inside the cluster, below which they tell of two events."""
STRANGE = 0.15
"""The same, as a share of the mean cosine inside the halves: short stories have few terms, and all are more alike."""

Vector = Mapping[str, float]


def split(vectors: Sequence[Vector]) -> list[list[int]]:
    """Return the indices of a cluster's stories by event: all in one list where it tells of one.

    `vectors` are those of `EnglishStory`. The parts and their members are in the order of the stories.
    """
    return sorted(_split(vectors, list(range(len(vectors)))))


def _split(vectors: Sequence[Vector], members: list[int]) -> list[list[int]]:
    if not LEAST <= len(members) <= MOST:
        return [members]
    one, other, between, within = _halves(_alike([vectors[member] for member in members]))
    if between >= max(APART, STRANGE * within) or min(len(one), len(other)) < MIN_PART:
        return [members]
    return [part for half in (one, other) for part in _split(vectors, [members[at] for at in half])]


def _alike(vectors: Sequence[Vector]) -> list[list[float]]:
    """Return the cosines of all pairs, each term weighed by its rareness among these stories; 0 of one with itself."""
    spread = Counter(term for vector in vectors for term in vector)
    rare = {term: log(len(vectors) / count) for term, count in spread.items() if 1 < count < len(vectors)}
    holders = defaultdict[str, list[tuple[int, float]]](list)
    for at, vector in enumerate(vectors):
        for term, weight in unit({term: vector[term] * rare[term] for term in vector if term in rare}).items():
            holders[term].append((at, weight))
    alike = [[0.0] * len(vectors) for _ in vectors]
    for held in holders.values():
        for (one, weight), (other, other_weight) in combinations(held, 2):
            alike[one][other] += weight * other_weight
    for one, other in combinations(range(len(vectors)), 2):
        alike[other][one] = alike[one][other]
    return alike


def _halves(alike: list[list[float]]) -> tuple[list[int], list[int], float, float]:
    """Join by average link until two parts are left; return both, the mean cosine between them, and that inside them.

    A chain of nearest neighbours finds each pair to join; sums of cosines take the place of `alike`.
    """
    parts, chain = {at: [at] for at in range(len(alike))}, list[int]()
    while True:
        chain = chain or [min(parts)]
        nearest, mean = _nearest(alike, parts, chain[-1])
        if len(chain) < 2 or _mean(alike, parts, chain[-1], chain[-2]) < mean:
            chain.append(nearest)
            continue
        one, other = sorted((chain.pop(), chain.pop()))
        if len(parts) == 2:
            within = fmean((_inside(alike, parts, one), _inside(alike, parts, other)))
            return sorted(parts[one]), sorted(parts[other]), _mean(alike, parts, one, other), within
        _join(alike, parts, one, other)


def _nearest(sums: list[list[float]], parts: Mapping[int, list[int]], part: int) -> tuple[int, float]:
    row = sums[part]
    mean, nearest = max((row[at] / len(members), -at) for at, members in parts.items() if at != part)
    return -nearest, mean / len(parts[part])


def _join(sums: list[list[float]], parts: dict[int, list[int]], one: int, other: int) -> None:
    inside = sums[one][one] + sums[other][other] + 2 * sums[one][other]
    parts[one] += parts.pop(other)
    for at in parts:
        sums[one][at] += sums[other][at]
        sums[at][one] = sums[one][at]
    sums[one][one] = inside


def _inside(sums: list[list[float]], parts: Mapping[int, list[int]], part: int) -> float:
    return sums[part][part] / max(1, len(parts[part]) * (len(parts[part]) - 1))


def _mean(sums: list[list[float]], parts: Mapping[int, list[int]], a: int, b: int) -> float:
    return sums[a][b] / len(parts[b]) / len(parts[a])
