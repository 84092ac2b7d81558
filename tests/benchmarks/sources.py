"""Resolving a label against many sources, against few."""

import time
from collections.abc import Sequence

from aggregator.attribution import resolve_label
from aggregator.registry.outlets import SeedNames
from aggregator.registry.sources import Source, Sources
from tests.benchmarks.measure import Figure

FEW, MANY = 500, 50_000
LABELS = 500
"""More than the labels whose letters are remembered, so that nothing is answered from memory."""
LIMIT = 3.0


def main() -> list[Figure]:
    """Return the ratio."""
    what = f"a label resolved among {MANY:,} sources, against among {FEW}"
    return [Figure("sources.many", ratio(FEW, MANY, rounds=9), LIMIT, what)]


def ratio(few: int, many: int, rounds: int) -> float:
    """Return the CPU of resolving labels among many sources over that among few, the best of several rounds each."""
    return _cost(_registry(many), _labels(many), rounds) / _cost(_registry(few), _labels(few), rounds)


def _registry(size: int) -> Sources:
    return Sources(_source(number) for number in range(size))


def _source(number: int) -> Source:
    name = SeedNames(zh=f"青山{number:05}日报", en=f"Qingshan {number:05} Daily")
    host = (f"qingshan{number:05}.example",)
    return Source(id=f"qingshan-{number}", name=name, kind="outlet", aliases=(f"青{number:05}",), hosts=host)


def _labels(size: int) -> list[str]:
    """Return labels of every form, those of the registry's sources spread over all of it."""
    step = size // (LABELS // 5)
    return [label for number in range(0, size, step) for label in _forms(number)]


def _forms(number: int) -> Sequence[str]:
    return (
        f"来源：青山{number:05}日报",
        f"青{number:05}客户端（青山） 记者林一",
        f"大浪网-青山{number:05}日报",
        f"www.qingshan{number:05}.example",
        f"赤松{number:05}观察",
    )


def _cost(sources: Sources, labels: Sequence[str], rounds: int) -> float:
    known = sum(bool((credit := resolve_label(label, sources)) and credit.source) for label in labels)
    if known != len(labels) * 4 // 5:
        raise SystemExit(f"{known} of {len(labels)} labels were known, not four of five")
    return min(_round(sources, labels) for _ in range(rounds))


def _round(sources: Sources, labels: Sequence[str]) -> float:
    start = time.process_time()
    for label in labels:
        resolve_label(label, sources)
    return time.process_time() - start
