"""Apply an operator's merges and splits of events to the clusters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from aggregator.events.likeness import compare
from aggregator.events.linking import Candidate
from aggregator.models import Ties

Cluster = list[int]


def apply_ties(
    clusters: Sequence[Cluster], ids: Sequence[Collection[str]], candidates: Sequence[Candidate], ties: Ties
) -> list[Cluster]:
    """Return the clusters of units, merged and split as the operator decided; `ids`: the stories of each unit.

    A cluster with several units to be kept apart is split into as many; its other units go to the one of them that
    they are most like. Decisions on stories that are not here change nothing.
    """
    tied = list(clusters)
    for stories in ties.together:
        tied = _merge(tied, _units(stories, ids))
    for stories in ties.apart:
        tied = [part for cluster in tied for part in _split(cluster, _units(stories, ids), candidates)]
    return tied


def _units(stories: Collection[str], ids: Sequence[Collection[str]]) -> set[int]:
    return {unit for unit, own in enumerate(ids) if not set(own).isdisjoint(stories)}


def _merge(clusters: Sequence[Cluster], units: set[int]) -> list[Cluster]:
    meant = [cluster for cluster in clusters if not units.isdisjoint(cluster)]
    others = [cluster for cluster in clusters if units.isdisjoint(cluster)]
    return [*others, sorted(unit for cluster in meant for unit in cluster)] if meant else list(clusters)


def _split(cluster: Cluster, units: set[int], candidates: Sequence[Candidate]) -> Iterator[Cluster]:
    heads = sorted(units.intersection(cluster))
    if len(heads) < 2:
        yield cluster
        return
    parts = {head: [head] for head in heads}
    for unit in cluster:
        if unit not in parts:
            scores = {head: compare(candidates[unit].profile, candidates[head].profile).joint for head in heads}
            parts[max(heads, key=lambda head: (scores[head], -head))].append(unit)
    yield from parts.values()
