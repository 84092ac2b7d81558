"""The command alarms: those that are open, or judged and sent now."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from aggregator.cli.logs import say
from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.errors import AlreadyRunning
from aggregator.inspection.table import aligned
from aggregator.models import Alarm
from aggregator.models.report import Verdict
from aggregator.operation.judging import judge_now
from aggregator.operation.watch import open_alarms
from aggregator.publish.channels import load_channels
from aggregator.registry.editions import load_edition_plans
from aggregator.registry.outlets import load_outlets
from aggregator.runs.session import for_editions
from aggregator.store import open_existing


def list_alarms(places: Places, as_json: bool) -> None:
    """Print the alarms that are open."""
    with inspected_store(places) as store:
        found = open_alarms(store, datetime.now(UTC))
    if as_json:
        print(json.dumps([_facts(alarm) for alarm in found], ensure_ascii=False))
        return
    for line in aligned((f"{each.since:%Y-%m-%d %H:%M}", each.kind, each.subject, each.text) for each in found):
        print(line)


def check_alarms(places: Places) -> None:
    """Judge the runs in the store as of now, send what changes, and print it; exit with 3 if a channel failed.

    While a run is under way, or a worker makes an edition, nothing is judged: it does so at its end.
    """
    layers, now = places.layers, datetime.now(UTC)
    channels = load_channels(layers, os.environ, places.channels, places.access)
    outlets, plans = load_outlets(layers), load_edition_plans(layers)
    try:
        with for_editions(places.store, open_existing) as session:
            judged = judge_now(session.store, outlets, plans, channels, now)
    except AlreadyRunning:
        return
    for line in (*judged.changed, *judged.failures):
        say(f"aggregator: {line}")
    if judged.failures:
        raise typer.Exit(Verdict.PARTIAL.exit_code)


def _facts(alarm: Alarm) -> dict[str, object]:
    facts = asdict(alarm)
    return {name: facts[name] for name in ("key", "kind", "subject", "text", "sent")} | {
        "since": alarm.since.isoformat(timespec="seconds")
    }
