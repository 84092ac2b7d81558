"""The command publish."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import typer

from aggregator.cli.logs import say
from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.errors import AlreadyRunning, UsageError
from aggregator.inspection.table import aligned
from aggregator.models.delivery import Delivery, DeliveryState, Selection
from aggregator.models.report import DeliveryReport, Verdict
from aggregator.publish.channels import Channels, load_channels
from aggregator.publish.deliver import deliver, publishing
from aggregator.store import Store
from aggregator.text.counted import counted

MAX_SENT = 20
"""Sent deliveries in a list; those with any other state are all listed."""
OPEN = [state for state in DeliveryState if state is not DeliveryState.SENT]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The deliveries that a call is about, and where they are."""

    store: Store
    places: Places
    selection: Selection
    as_json: bool

    def load_channels(self) -> Channels:
        """Load the channels; the one that is selected must be among them."""
        channels = load_channels(self.places.layers, os.environ, self.places.channels, self.places.access)
        channel = self.selection.channel
        if channel is not None and channel not in channels.by_id:
            raise UsageError(f"unknown channel {channel!r}; known: {', '.join(channels.by_id) or 'none'}")
        return channels


def publish(places: Places, selection: Selection, modes: Sequence[str], as_json: bool) -> None:
    """Do what the mode says, or deliver what is due; exit with 3 if something did not arrive."""
    if len(modes) > 1:
        raise UsageError(f"{modes[0]} and {modes[1]} exclude each other")
    work = {"--list": _list, "--dry-run": _foresee, "--done": _settle, "--again": _resend}
    with existing_store(places.store) as store:
        asked = _Asked(store, places, selection, as_json)
        work[modes[0]](asked) if modes else _deliver(asked, asked.load_channels())


def _deliver(asked: _Asked, channels: Channels) -> None:
    reports = [*map(DeliveryReport.of, deliver(asked.store, channels, asked.selection))]
    troubles = [trouble for report in reports if (trouble := report.trouble)]
    verdict = Verdict.PARTIAL if troubles else Verdict.OK
    if asked.as_json:
        _print_json({"verdict": verdict, "reasons": troubles, "deliveries": [*map(asdict, reports)]})
    elif troubles or sys.stderr.isatty():
        level = logging.WARNING if troubles else logging.INFO
        say(f"aggregator: {verdict}; {len(reports) - len(troubles)} of {len(reports)} delivered", level)
        for trouble in troubles:
            say(f"  {trouble}")
    raise typer.Exit(verdict.exit_code)


def _resend(asked: _Asked) -> None:
    channels = asked.load_channels()
    with publishing(asked.store):
        asked.store.outbox.resend(asked.selection, _now())
    _deliver(asked, channels)


def _settle(asked: _Asked) -> None:
    with publishing(asked.store):
        settled = asked.store.outbox.settle(asked.selection, _now())
    _show(asked, settled)


def _list(asked: _Asked) -> None:
    try:
        with publishing(asked.store):
            pass  # taking the lock gives deliveries that a dead process was sending their real state
    except AlreadyRunning:
        say("aggregator: another process is publishing")
    find = asked.store.outbox.find
    _show(asked, [*find(asked.selection, OPEN), *find(asked.selection, [DeliveryState.SENT], MAX_SENT)])


def _foresee(asked: _Asked) -> None:
    channels = asked.load_channels().by_id
    targets = {name: f"{channel.plan.kind} to {channel.sender.target}" for name, channel in channels.items()}
    due = asked.store.outbox.due(_now(), asked.selection)
    rows = [(DeliveryReport.of(delivery), targets.get(delivery.channel, "no such channel")) for delivery in due]
    if asked.as_json:
        _print_json({"deliveries": [{**asdict(report), "target": target} for report, target in rows]})
        return
    for report, target in rows:
        print(f"{report.edition} ({report.language}, revision {report.revision}) by {report.channel}: {target}")


def _show(asked: _Asked, deliveries: Sequence[Delivery]) -> None:
    reports = [*map(DeliveryReport.of, deliveries)]
    if asked.as_json:
        _print_json({"deliveries": [*map(asdict, reports)]})
        return
    for line in aligned(map(_row, reports)):
        print(line)


def _row(report: DeliveryReport) -> tuple[str, ...]:
    progress = f"revision {report.revision}, {counted(report.attempts, 'try')}, {report.changed}"
    return report.state, f"{report.edition} ({report.language})", report.channel, progress, report.error or ""


def _print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _now() -> datetime:
    return datetime.now(UTC)
