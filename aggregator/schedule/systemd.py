"""systemd: a service and a timer for each job. Directives are those of systemd.exec(5) and systemd.timer(5), v244."""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.schedule.jobs import Job, Surroundings

SERVICE = """\
{notes}[Unit]
Description={title}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=2h
StartLimitBurst=4

[Service]
Type=oneshot
# Another run may be under way, as after a boot that catches up on two editions.
Restart=on-failure
RestartSec=10min
RestartPreventExitStatus=2
{user}WorkingDirectory={folder}
EnvironmentFile=-/etc/default/aggregator
ExecStart={command}
# 3: the edition is there, and something was missing; the journal names it.
SuccessExitStatus=3
TimeoutStopSec=30
UMask=0022
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
CapabilityBoundingSet=
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
"""
TIMER = """\
[Unit]
Description={title}

[Timer]
OnCalendar={calendar}
AccuracySec=1s
Persistent=yes

[Install]
WantedBy=timers.target
"""


def units(jobs: Iterable[Job], where: Surroundings) -> dict[str, str]:
    """Return the units by file name."""
    found = {}
    for job in jobs:
        title = _literal(f"{job.title} (newsdesk-digest)")
        found[f"aggregator-{job.name}.service"] = SERVICE.format(
            notes="".join(f"# {note}\n" for note in where.notes),
            title=title,
            user=f"User={where.user}\n" if where.user else "",
            folder=_literal(str(where.folder)),
            command=" ".join(map(_word, job.words)),
            writable=" ".join(_word(str(path)) for path in (where.folder, *where.writable)),
        )
        found[f"aggregator-{job.name}.timer"] = TIMER.format(title=title, calendar=calendar(job))
    return found


def calendar(job: Job) -> str:
    """Return when a job starts, as systemd.time(7) writes it."""
    return f"*-*-* {job.at:%H:%M:%S} {job.zone}" if job.at else f"*:0/{job.every}"


def _literal(text: str) -> str:
    return text.replace("%", "%%")


def _word(word: str) -> str:
    """Quote a word of a command line."""
    escaped = _literal(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if set(word) & set(" \t'\"\\;") or not word else escaped
