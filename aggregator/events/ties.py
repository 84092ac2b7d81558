"""What an operator decided of stories' events, applied to what was grouped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from aggregator.events.likeness import compare
from aggregator.events.linking import Candidate
from aggregator.models import Ties

Cluster = list[int]


def apply_ties(
    clusters: Sequence[Cluster], ids: Sequence[Collection[str]], told: Sequence[Candidate], ties: Ties
) -> list[Cluster]:
    """Return the clusters of units, joined and cut as was decided; `ids` are those of each unit's stories.

    A cluster that holds several units that were set apart is cut into as many: the others go to the one of them that
    they are most like. Stories that are not here change nothing.
    """
    joined = list(clusters)
    for stories in ties.together:
        joined = _joined(joined, _units(stories, ids))
    for stories in ties.apart:
        joined = [part for cluster in joined for part in _cut(cluster, _units(stories, ids), told)]
    return joined


def _units(stories: Collection[str], ids: Sequence[Collection[str]]) -> set[int]:
    return {unit for unit, own in enumerate(ids) if not set(own).isdisjoint(stories)}


def _joined(clusters: Sequence[Cluster], units: set[int]) -> list[Cluster]:
    meant = [cluster for cluster in clusters if not units.isdisjoint(cluster)]
    others = [cluster for cluster in clusters if units.isdisjoint(cluster)]
    return [*others, sorted(unit for cluster in meant for unit in cluster)] if meant else list(clusters)


def _cut(cluster: Cluster, units: set[int], told: Sequence[Candidate]) -> Iterator[Cluster]:
    heads = sorted(units.intersection(cluster))
    if len(heads) < 2:
        yield cluster
        return
    parts = {head: [head] for head in heads}
    for unit in cluster:
        if unit not in parts:
            scores = {head: compare(told[unit].profile, told[head].profile).joint for head in heads}
            parts[max(heads, key=lambda head: (scores[head], -head))].append(unit)
    yield from parts.values()
