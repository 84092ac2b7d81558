"""Groups of outlets that may ask the same host: one of a group is crawled at a time, on all machines together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aggregator.registry.outlets import Outlet


def group_outlets(outlets: Iterable[Outlet]) -> dict[str, str]:
    """Return the name of each outlet's group by its id: `host:` and the first of the group's hosts.

    A host of an outlet stands for those below it, so that `example.cn` and `m.example.cn` are of one group.
    """
    found = list(outlets)
    owners = defaultdict[str, list[str]](list)
    for outlet in found:
        for host in outlet.contacted:
            owners[host].append(outlet.id)
    parents = {outlet.id: outlet.id for outlet in found}
    for host, ids in owners.items():
        for other in (*ids, *(owner for above in _above(host) for owner in owners.get(above, ()))):
            parents[_root(parents, other)] = _root(parents, ids[0])
    hosts = defaultdict[str, set[str]](set)
    for outlet in found:
        hosts[_root(parents, outlet.id)] |= outlet.contacted
    return {outlet.id: f"host:{min(hosts[_root(parents, outlet.id)])}" for outlet in found}


def _above(host: str) -> Iterator[str]:
    """Yield the domains above a host."""
    while "." in host:
        host = host.partition(".")[2]
        yield host


def _root(parents: dict[str, str], outlet: str) -> str:
    while parents[outlet] != outlet:
        outlet = parents[outlet]
    return outlet
