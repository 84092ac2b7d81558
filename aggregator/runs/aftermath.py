"""The end of a run: alarms are judged and sent. Nothing here changes what the run wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage

from aggregator.crawl.context import Context
from aggregator.errors import Stopped
from aggregator.models.report import RunReport
from aggregator.operation.alarms import lines
from aggregator.operation.send import send_alarms
from aggregator.operation.watch import watch
from aggregator.publish.channels import Channels
from aggregator.runs import verdict
from aggregator.runs.request import Request

SQLITE = "sqlite:///"


def look_after(context: Context, request: Request, report: RunReport, channels: Channels) -> RunReport:
    """Add the alarms that begin and end to the report, and send them; a channel that fails makes it partial.

    A replay has no present, unless the request names one. A signal ends this, and the report stays.
    """
    if verdict.stopped(report) or (context.replaying and request.at is None):
        return report
    try:
        report = replace(report, free_bytes=free_bytes(request))
        changed = watch(context.store, context.registry.outlets, context.now(), report.as_json())
        report = replace(report, alarms=tuple(lines(changed)))
        return verdict.lacking(report, send_alarms(context.store, channels, context.now()))
    except Stopped:
        return report


def free_bytes(request: Request) -> int:
    """Return the free bytes of the disk of the output folder or of the store, whichever has less."""
    return min(disk_usage(_existing(path)).free for path in _places(request))


def _places(request: Request) -> Iterator[Path]:
    yield request.out
    if request.store.startswith(SQLITE):
        yield Path(request.store.removeprefix(SQLITE))


def _existing(path: Path) -> Path:
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
