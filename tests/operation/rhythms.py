"""Invented outlets, each with a seeded rhythm and fields, and their crawls twice a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp
from random import Random
from statistics import quantiles
from typing import Any

from aggregator.models.report import OutletReport
from aggregator.operation.history import Visit
from tests.operation.visiting import SHANGHAI, report, times, unreachable


@dataclass(frozen=True)
class Invented:
    """An outlet: links a day, its weekend's part of them, how they clump, and how its fields vary."""

    seed: int
    links_a_day: float
    weekend: float
    clump: float
    """Mean links that come together."""
    author: float
    """Share of stories with an author; it varies between visits."""
    layout: float
    """Share of stories that the layout reads; others have another template."""
    refused: float
    down: float
    """Share of the visits in which no entry point answers."""

    @classmethod
    def make(cls, seed: int) -> Invented:
        """Make one of many kinds."""
        rng = Random(seed)
        return cls(
            seed,
            links_a_day=10 ** rng.uniform(-0.3, 2.2),
            weekend=rng.choice([0, 0.1, 0.4, 0.8, 1]),
            clump=rng.choice([1, 1, 2, 4]),
            author=rng.choice([0, 0.2, 0.5, 0.9, 1]),
            layout=rng.choice([0, 0.6, 0.9, 1, 1]),
            refused=rng.choice([0, 0.05, 0.2]),
            down=rng.choice([0, 0, 0.02, 0.05]),
        )

    def visits(self, count: int) -> Iterator[Visit]:
        """Yield its visits."""
        rng = Random(self.seed)
        at = times(count + 1)
        for before, now in pairwise(at):
            yield Visit(now, self._report(rng, before, now))

    def _report(self, rng: Random, before: datetime, now: datetime) -> OutletReport:
        if rng.random() < self.down:
            return unreachable("HTTP 503")
        new = self._new(rng, before, now)
        refused = sum(rng.random() < self.refused for _ in range(new))
        stored = new - refused
        profile = self._profile(rng, stored)
        return replace(report(stored=stored), links_new=new, refused=refused, **profile)

    def _new(self, rng: Random, before: datetime, now: datetime) -> int:
        """Return the links of an interval: bursts by the hour of the day and the weekday, of several links each."""
        day = before + (now - before) / 2
        local = day.astimezone(SHANGHAI)
        daytime = 0.75 if now - before < timedelta(hours=12) else 0.25
        mean = self.links_a_day * daytime * (self.weekend if local.weekday() >= 5 else 1) * rng.gammavariate(4, 1 / 4)
        return sum(1 + _poisson(rng, self.clump - 1) for _ in range(_poisson(rng, mean / self.clump)))

    def _profile(self, rng: Random, stored: int) -> dict[str, Any]:
        share = rng.betavariate(8 * self.author, 8 * (1 - self.author)) if 0 < self.author < 1 else self.author
        authors = sum(rng.random() < share for _ in range(stored))
        layout = sum(rng.random() < self.layout for _ in range(stored))
        by_rule = {rule: found for rule, found in (("layout", layout), ("h1", stored - layout)) if found}
        texts = [round(rng.lognormvariate(6.5, 0.7)) for _ in range(stored)]
        inner = map(round, quantiles(texts, n=4, method="inclusive")) if stored > 1 else texts * 3
        return {
            "fields": {"title": by_rule, "text": by_rule, "author": {"byline": authors}} if stored else {},
            "lengths": (min(texts), *inner, max(texts)) if stored else (),
        }


def _poisson(rng: Random, mean: float) -> int:
    count, product = 0, rng.random()
    while product > exp(-mean):
        count, product = count + 1, product * rng.random()
    return count
