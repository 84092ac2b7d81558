"""The commands schedule print and schedule run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import typer

from aggregator.cli.options import SETTABLE, Places
from aggregator.configuration import FILE, PREFIX
from aggregator.errors import Stopped, UsageError
from aggregator.files import require_folder, write_files
from aggregator.publish.plans import FolderPlan, SitePlan, load_plans
from aggregator.redaction import has_password
from aggregator.registry.editions import load_edition_plans
from aggregator.schedule.cron import crontab
from aggregator.schedule.jobs import Job, Surroundings, jobs
from aggregator.schedule.keeper import SystemClock, keep
from aggregator.schedule.kubernetes import cron_jobs
from aggregator.schedule.processes import Processes
from aggregator.schedule.systemd import units

WRITERS: Mapping[str, Callable[[list[Job], Surroundings], dict[str, str]]] = {
    "systemd": units,
    "cron": crontab,
    "kubernetes": cron_jobs,
}
STORE_NOTE = {
    "systemd": "The address of the store has a password: set AGGREGATOR_STORE in /etc/default/aggregator (mode 600).",
    "cron": "The address of the store has a password: add a line AGGREGATOR_STORE=…",
    "kubernetes": "The address of the store has a password: set AGGREGATOR_STORE in the secret `aggregator`.",
}
SHARED = ("config", "seeds", "channels", "store")
"""Options of `run` that `alarms` and `publish` have as well."""


def print_schedule(
    places: Places, target: str, editions: Sequence[str], others: Mapping[str, Path | None], image: str, to: Path | None
) -> None:
    """Print the files for a timer, or write them to a folder."""
    if to:
        require_folder(to)
    options = _options(places, others)
    hidden = has_password(options.get("store", ""))
    if hidden:
        options.pop("store")
    program = ("aggregator",) if target == "kubernetes" else _program()
    where = Surroundings(
        folder=Path.cwd(),
        user=_owner(Path.cwd()),
        path=os.pathsep.join(dict.fromkeys([str(Path(program[0]).parent), "/usr/local/bin", "/usr/bin", "/bin"])),
        writable=tuple(_writable(places, others)),
        notes=(STORE_NOTE[target],) if hidden else (),
        image=image,
    )
    files = WRITERS[target](_jobs(places, program, editions, options), where)
    if to:
        for path in write_files(to, files):
            print(path)
        return
    for name, text in files.items():
        print(text if len(files) == 1 else f"# {name}\n{text}", end="" if len(files) == 1 else "\n")


def run_schedule(
    places: Places, editions: Sequence[str], others: Mapping[str, Path | None], flags: Sequence[str]
) -> None:
    """Keep the schedule in the foreground until a signal ends it; SIGTERM is its regular end."""
    program = (sys.executable, "-m", "aggregator")
    options = _options(places, others)
    os.environ["AGGREGATOR_STORE"] = options.pop("store", places.store)  # its password is not for the list of processes
    found = _jobs(places, program, editions, options)
    by_name = {job.name: Job(job.name, job.title, (*job.words, *flags), job.at, job.zone) for job in found}
    plans = load_edition_plans(places.layers, editions or places.configured.values.schedule.editions)
    try:
        keep(plans, Processes(places.store, plans, by_name), SystemClock())
    except Stopped as stop:
        raise typer.Exit(130 if stop.exit_code == 130 else 0) from None


def _owner(folder: Path) -> str:
    """Return the user that a folder belongs to; empty for root, which nothing needs, and for a nameless one."""
    try:
        owner = folder.owner()
    except KeyError:
        return ""
    return "" if owner == "root" else owner


def _jobs(places: Places, program: Sequence[str], editions: Sequence[str], options: Mapping[str, str]) -> list[Job]:
    layers = places.layers
    plans = load_edition_plans(layers, editions or places.configured.values.schedule.editions)
    if not plans:
        raise UsageError(f"{layers.top}: no editions")
    _, channels = load_plans(layers, places.channels)
    return jobs(program, plans, options, SHARED, any(plan.enabled for plan in channels.channels))


def _options(places: Places, others: Mapping[str, Path | None]) -> dict[str, str]:
    """Return the options that were given, or set by the environment, by name; the others are in the configuration."""
    configured = places.configured
    values = {**{name: getattr(places, name) for name in SETTABLE if name not in others}, **others}
    found = {
        name: value
        for name, value in values.items()
        if value != getattr(configured.values, name) or _is_variable(configured.origins.get(name))
    }
    if configured.file and configured.file != Path(FILE):
        found["config"] = configured.file
    return {name: str(value) for name, value in found.items() if value is not None}


def _is_variable(origin: str | None) -> bool:
    return origin is not None and origin.startswith(PREFIX)


def _program() -> tuple[str, ...]:
    """Return the command of this installation, by its whole path."""
    beside = Path(sys.executable).with_name("aggregator")
    found = str(beside) if beside.is_file() else shutil.which("aggregator")
    return (found,) if found else (sys.executable, "-m", "aggregator")


def _writable(places: Places, others: Mapping[str, Path | None]) -> Iterator[Path]:
    """Yield the folders outside the working folder that a run writes to."""
    path, channels = load_plans(places.layers, places.channels)
    targets = (path.parent / plan.path for plan in channels.channels if isinstance(plan, FolderPlan | SitePlan))
    store = Path(places.store.removeprefix("sqlite:///")).parent if places.store.startswith("sqlite:///") else None
    metrics = others["metrics"]
    wanted = (places.out, store, others["record"], metrics and metrics.parent, *targets)
    absolute = dict.fromkeys((Path.cwd() / each).resolve() for each in wanted if each)
    yield from (each for each in absolute if not each.is_relative_to(Path.cwd()))
