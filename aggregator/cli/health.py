"""The command health: how the outlets did."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc, inspected_store
from aggregator.operation.asking import Asking, askings
from aggregator.operation.health import Health, healths, sparkline
from aggregator.operation.history import LOOK_BACK, histories
from aggregator.registry.outlets import choose_outlets, load_outlets

COLUMNS = (
    "outlet", "ok", "last stored", "polled every", "usual gap", "seen", "new", "stored", "failed", "waiting", "text",
    "alone", "filled (by layout)",
)  # fmt: skip
WIDE = 200
"""Columns of a table that no terminal limits."""


def show_health(places: Places, since: datetime | None, only: tuple[str, ...], as_json: bool) -> None:
    """Print the health of the outlets that were visited, as a table or as a JSON array."""
    outlets = load_outlets(places.layers)
    names = {outlet.id for outlet in choose_outlets(outlets, only)} if only else None
    with inspected_store(places) as store:
        start = in_utc(since) or datetime.now(UTC) - LOOK_BACK
        history = histories(store.runs.since(start))
        asked = {name: visits for name, visits in history.items() if names is None or name in names}
        found = healths(asked, outlets, store.events.brought(start), askings(store, outlets, datetime.now(UTC)))
    if as_json:
        print(json.dumps([health.as_json() for health in found], ensure_ascii=False))
    else:
        _print_table(found)


def _print_table(found: Sequence[Health]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name != COLUMNS[-1])
    for health in found:
        table.add_row(*_cells(health))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _cells(health: Health) -> tuple[str, ...]:
    return (
        health.outlet,
        f"{health.ok:.0%} of {health.visits}",
        f"{health.last_stored:%m-%d %H:%M}" if health.last_stored else "never",
        _polled(health.asking),
        _usual_gap(health),
        str(health.links_seen),
        f"{health.links_new} {sparkline(health.new_by_visit)}",
        f"{health.stored} {sparkline(health.stored_by_visit)}",
        f"{health.refused + health.failed + health.gone} {sparkline(health.failed_by_visit)}",
        f"{health.waiting} (+{health.given_up} given up)" if health.given_up else str(health.waiting),
        str(health.lengths[2]) if health.lengths else "–",
        f"{health.alone} of {health.events}",
        ", ".join(_field(health, name) for name in health.fill),
    )


def _polled(asking: Asking) -> str:
    """Return the interval of the polls, and when the next one is due or the pause of a host is over."""
    if asking.every is None or asking.due is None:
        return "–"
    late = f"paused until {asking.paused.until:%m-%d %H:%M}" if asking.paused else f"due {asking.due:%m-%d %H:%M}"
    return f"{asking.every / timedelta(minutes=1):.0f} min, {late}"


def _usual_gap(health: Health) -> str:
    gaps = [gap for day in health.usual_gaps for gap in day if gap is not None]
    return f"{median(gaps):.1f} h" if gaps else "–"


def _field(health: Health, name: str) -> str:
    """Return the share of stories with a field, and of those in which the outlet's own layout read it."""
    layout = sum(share for rule, share in health.rules[name].items() if rule.startswith("layout"))
    return f"{name} {health.fill[name]:.0%} ({layout:.0%})" if layout else f"{name} {health.fill[name]:.0%}"
