"""The command doctor: what a run needs, looked at before one fails for want of it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import typer

from aggregator import PRODUCT
from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.errors import AggregatorError, in_a_line
from aggregator.inspection.table import aligned
from aggregator.network.access import NO_CONTACT, Access
from aggregator.network.dates import date_of
from aggregator.publish.channels import load_channels
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plans
from aggregator.registry.machines import load_helpers
from aggregator.runs.check import check_folder
from aggregator.store import Store
from aggregator.text.counted import counted

LIBRARIES = ("scrapy", "sqlalchemy", "trafilatura", "tzdata")
LITTLE_ROOM = 10**9
"""Free bytes on a disk below which an operator should know."""
SKEW = timedelta(minutes=1)
"""Difference between clocks from which stories of the last minutes are read as coming from the future."""

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that a run needs, and how it is."""

    name: str
    state: State
    text: str


def examine(places: Places, url: str | None, as_json: bool) -> None:
    """Print the findings; exit with 1 if one is a fault."""
    findings = [*_findings(places, url)]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for line in aligned((finding.state, finding.name, finding.text) for finding in findings):
            print(line)
    raise typer.Exit(any(finding.state == "fault" for finding in findings))


def _findings(places: Places, url: str | None) -> Iterator[Finding]:
    checks: dict[str, Callable[[], Finding | str]] = {
        "versions": _versions,
        "contact": lambda: _contact(places.access),
        "registry": lambda: _registry(places),
        "zones": lambda: _zones(places),
        "channels": lambda: _channels(places),
        "helpers": lambda: _helpers(places),
        "out": lambda: _out(places.out),
        "store": lambda: _store(places.store),
    }
    if url:
        checks["clock"] = lambda: _clock(url, places.access)
    for name, check in checks.items():
        try:
            found = check()
        except (AggregatorError, OSError) as error:
            found = Finding(name, "fault", in_a_line(error))
        yield found if isinstance(found, Finding) else Finding(name, "ok", found)


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    program = PRODUCT
    return f"{program}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}"


def _contact(access: Access) -> Finding | str:
    return access.user_agent if access.contact else Finding("contact", "warning", NO_CONTACT)


def _registry(places: Places) -> str:
    registry = Registry.load(places.layers, places.overrides, places.language_file)
    return f"{registry.layers.top}: {counted(len(registry.outlets), 'outlet')}"


def _zones(places: Places) -> str:
    plans = load_edition_plans(places.layers)
    now = datetime.now(UTC)
    times = (f"{plan.name} {now.astimezone(ZoneInfo(plan.zone)):%H:%M} {plan.zone}" for plan in plans)
    return f"{now:%H:%M} UTC, {', '.join(times)}; this machine {datetime.now().astimezone():%H:%M %Z}"


def _channels(places: Places) -> str:
    channels = load_channels(places.layers, os.environ, places.channels, places.access)
    return ", ".join(channels.by_id) or "none"


def _helpers(places: Places) -> str:
    helpers = load_helpers(places.layers, places.language_file)
    plans = {"translate": helpers.translate, "summarise": helpers.summarise}
    used = {name: plan for name, plan in plans.items() if plan}
    for plan in used.values():
        plan.key  # noqa: B018 - raises if it is not set
    return ", ".join(used) or "none"


def _out(folder: Path) -> Finding | str:
    check_folder(folder)
    return _room("out", folder, str(folder))


def _store(url: str) -> Finding | str:
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        return Finding("store", "warning", f"{path} is not there yet; the next run makes it")
    with existing_store(url) as store:
        store.require_sound()
        text = _last_run(store)
    if not url.startswith("sqlite:///"):
        return text
    return _room("store", path.absolute().parent, f"{path}, {path.stat().st_size / 10**6:.1f} MB; {text}")


def _last_run(store: Store) -> str:
    """Describe the last run that ended, and one that is under way."""
    runs = store.runs.last(1)
    if not runs:
        return "no run yet"
    return f"last run {runs[0]['started_at']:%Y-%m-%d %H:%M} UTC: {runs[0]['verdict'] or 'under way, or killed'}"


def _room(name: str, folder: Path, text: str) -> Finding | str:
    """Add the room on the disk that a folder is on, or will be."""
    absolute = folder.absolute()
    free = shutil.disk_usage(next(path for path in (absolute, *absolute.parents) if path.exists())).free
    text = f"{text}; {free / 10**9:.1f} GB free"
    return Finding(name, "warning", text) if free < LITTLE_ROOM else text


def _clock(url: str, access: Access) -> Finding | str:
    there, here = date_of(url, access), datetime.now(UTC)
    skew = here - there
    text = f"{abs(skew).total_seconds():.0f} s {'ahead of' if skew > timedelta() else 'behind'} {url}"
    return Finding("clock", "fault", text) if abs(skew) > SKEW else text
