"""The command publish."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import typer

from aggregator.cli.values import existing_store
from aggregator.errors import AlreadyRunning, UsageError
from aggregator.models.delivery import Delivery, DeliveryState, Selection
from aggregator.models.report import DeliveryReport, Verdict
from aggregator.publish.channels import Channels, load_channels
from aggregator.publish.deliver import deliver, publishing
from aggregator.registry.files import seeds_folder
from aggregator.store import Store
from aggregator.text.width import pad

SENT_SHOWN = 20
"""Deliveries that arrived, in a list; those that did not are all shown."""
OPEN = [state for state in DeliveryState if state is not DeliveryState.SENT]


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """What `publish` is asked for."""

    selection: Selection
    channels: Path | None
    seeds: Path | None
    store: str
    as_json: bool

    @classmethod
    def of(
        cls,
        channel: str | None,
        edition: str | None,
        day: datetime | None,
        channels: Path | None,
        seeds: Path | None,
        store: str,
        as_json: bool,
    ) -> Self:
        """Make it of the command's values."""
        selection = Selection(channel=channel, edition=edition, day=day.date() if day else None)
        return cls(selection, channels, seeds, store, as_json)

    def load_channels(self) -> Channels:
        """Load the channels; the one that is selected must be among them."""
        channels = load_channels(seeds_folder(self.seeds), os.environ, self.channels)
        channel = self.selection.channel
        if channel is not None and channel not in channels.by_id:
            raise UsageError(f"unknown channel {channel!r}; known: {', '.join(channels.by_id) or 'none'}")
        return channels


def publish(asked: PublishRequest, modes: Mapping[str, bool]) -> None:
    """Do what one of the modes says, or deliver what is due; leave with 3 where something did not arrive."""
    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} exclude each other")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    work = {"--list": _list, "--dry-run": _foresee, "--done": _settle, "--again": _again}
    with existing_store(asked.store) as store:
        work[chosen[0]](asked, store) if chosen else _deliver(asked, store, asked.load_channels())


def _deliver(asked: PublishRequest, store: Store, channels: Channels) -> None:
    reports = [*map(DeliveryReport.of, deliver(store, channels, asked.selection))]
    troubles = [trouble for report in reports if (trouble := report.trouble)]
    verdict = Verdict.PARTIAL if troubles else Verdict.OK
    if asked.as_json:
        _print_json({"verdict": verdict, "reasons": troubles, "deliveries": [*map(asdict, reports)]})
    elif troubles or sys.stderr.isatty():
        print(f"aggregator: {verdict}; {len(reports) - len(troubles)} of {len(reports)} delivered", file=sys.stderr)
        for trouble in troubles:
            print(f"  {trouble}", file=sys.stderr)
    raise typer.Exit(verdict.exit_code)


def _again(asked: PublishRequest, store: Store) -> None:
    channels = asked.load_channels()
    with publishing(store):
        store.outbox.resend(asked.selection, _now())
    _deliver(asked, store, channels)


def _settle(asked: PublishRequest, store: Store) -> None:
    with publishing(store):
        settled = store.outbox.settle(asked.selection, _now())
    _show(asked, settled)


def _list(asked: PublishRequest, store: Store) -> None:
    try:
        with publishing(store):
            pass  # what a dead process was sending is shown for what it is
    except AlreadyRunning:
        print("aggregator: another process is publishing", file=sys.stderr)
    waiting = store.outbox.find(asked.selection, OPEN)
    _show(asked, [*waiting, *store.outbox.find(asked.selection, [DeliveryState.SENT], SENT_SHOWN)])


def _foresee(asked: PublishRequest, store: Store) -> None:
    channels = asked.load_channels()
    due = store.outbox.due(_now(), asked.selection)
    targets = {name: f"{channel.plan.kind} to {channel.sender.target}" for name, channel in channels.by_id.items()}
    rows = [(DeliveryReport.of(one), targets.get(one.channel, "no such channel")) for one in due]
    if asked.as_json:
        _print_json({"deliveries": [{**asdict(report), "target": target} for report, target in rows]})
        return
    for report, target in rows:
        print(f"{report.edition} ({report.language}, revision {report.revision}) by {report.channel}: {target}")


def _show(asked: PublishRequest, deliveries: Sequence[Delivery]) -> None:
    reports = [*map(DeliveryReport.of, deliveries)]
    if asked.as_json:
        _print_json({"deliveries": [*map(asdict, reports)]})
        return
    for report in reports:
        print(_row(report))


def _row(report: DeliveryReport) -> str:
    tries = f"{report.attempts} tries" if report.attempts != 1 else "1 try"
    named: Iterable[tuple[str, int]] = (
        (report.state, 10),
        (f"{report.edition} ({report.language})", 30),
        (report.channel, 16),
        (f"revision {report.revision}, {tries}, {report.changed}", 50),
    )
    return f"{''.join(pad(text, width) for text, width in named)}{report.error or ''}".rstrip()


def _print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _now() -> datetime:
    return datetime.now(UTC)
