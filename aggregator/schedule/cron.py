"""A crontab: PATH, and before each line the zone of its hour. Cron reads `CRON_TZ` if it is cronie (crontab(5))."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from aggregator.schedule.jobs import Job, Surroundings


def crontab(jobs: Iterable[Job], where: Surroundings) -> dict[str, str]:
    """Return the crontab, as a file."""
    head = [*(f"# {note}" for note in where.notes), "SHELL=/bin/sh", f"PATH={where.path}"]
    return {"crontab": "\n".join([*head, *(line for job in jobs for line in _lines(job, where)), ""])}


def _lines(job: Job, where: Surroundings) -> list[str]:
    command = f"cd {shlex.quote(str(where.folder))} && {shlex.join(job.words)}"
    hour = f"{job.at.minute} {job.at.hour}" if job.at else f"*/{job.every} *"
    zone = [f"CRON_TZ={job.zone}"] if job.zone else []
    return ["", f"# {job.title}", *zone, f"{hour} * * * {_one_line(command)}"]


def _one_line(command: str) -> str:
    return command.replace("%", r"\%")  # cron ends the command at a bare one
