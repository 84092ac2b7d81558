"""The page of health: one file without scripts or external resources, with plots as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING

from aggregator.models import Alarm
from aggregator.operation.cluster import Cluster
from aggregator.operation.health import Health

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "health.html"
WIDTH, HEIGHT = 120, 24
"""Of a plot, in pixels."""
MAX_POINTS = 56
"""Visits that a plot shows: four weeks of two a day."""


def render_page(
    healths: Sequence[Health], alarms: Sequence[Alarm], now: datetime, cluster: Cluster | None = None
) -> str:
    """Return the page: the alarms, open ones first, the workers, and a row for each outlet. Times are in UTC."""
    return _template().render(
        healths=healths,
        alarms=alarms,
        now=now,
        cluster=cluster,
        bars=bars,
        width=WIDTH,
        height=HEIGHT,
        rates=_rates,
        layout=_by_layout,
    )


def bars(values: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of a bar for each of the last values, from 0 to the highest of them."""
    shown = values[-MAX_POINTS:]
    top, step = max(shown, default=0) or 1, WIDTH / max(len(shown), 1)
    sizes = [HEIGHT * value / top for value in shown]
    return [
        (round(at * step, 1), round(HEIGHT - size, 1), round(step * 0.8, 1), round(size, 1))
        for at, size in enumerate(sizes)
    ]


def _rates(health: Health, part: str) -> list[float]:
    """Return the usual new links an hour, by hour of the day or by weekday."""
    week = [[1 / gap if gap else 0.0 for gap in day] for day in health.usual_gaps]
    return [fmean(values) for values in (zip(*week, strict=True) if part == "hour" else week)]


def _by_layout(health: Health, name: str) -> float:
    return sum(share for rule, share in health.rules[name].items() if rule.startswith("layout"))


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("aggregator.operation", ".")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("health.html.j2")
