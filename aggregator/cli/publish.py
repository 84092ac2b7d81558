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
from aggregator.models.delivery import WAITING, Delivery, DeliveryState, Selection
from aggregator.models.report import DeliveryReport, Verdict
from aggregator.operation.send import try_channel
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


def send_test(places: Places, channel: str) -> None:
    """Send a test message by a channel, as alarms are sent; exit with 3 if it does not arrive."""
    found = load_channels(places.layers, os.environ, places.channels).by_id
    if channel not in found:
        raise UsageError(f"unknown channel {channel!r}; known: {', '.join(found) or 'none'}")
    outcome = try_channel(found[channel], _now())
    if outcome.state is not DeliveryState.SENT:
        say(f"aggregator: {channel}: {outcome.reason}")
        raise typer.Exit(Verdict.PARTIAL.exit_code)
    print(f"{channel}: the test arrived at {found[channel].sender.target}")


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
        waiting = asked.store.outbox.find(asked.selection, [*WAITING])
        if waiting:
            say(f"  next try {_minute(min(delivery.due for delivery in waiting))}", level)
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
    if asked.as_json:
        _print_json({"deliveries": [asdict(DeliveryReport.of(delivery)) for delivery in deliveries]})
        return
    for line in aligned(map(_row, deliveries)):
        print(line)


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _row(delivery: Delivery) -> tuple[str, ...]:
    report = DeliveryReport.of(delivery)
    progress = f"revision {report.revision}, {counted(report.attempts, 'try')}, {report.changed}"
    again = f"next try {_minute(delivery.due)}" if delivery.state in WAITING else ""
    note = "; ".join(filter(None, (report.error, again)))
    return report.state, f"{report.edition} ({report.language})", report.channel, progress, note


def _print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _now() -> datetime:
    return datetime.now(UTC)
