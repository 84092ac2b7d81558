"""A process that imports the program, waits, and forks for each command: what a new process has, without its imports.

A request is a line of JSON on stdin, its answer the exit code on stdout. `tests.commands.forked_clean` starts one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from pkgutil import walk_packages
from typing import TypedDict

import aggregator
import pipelines
import spiders
from tests.commands import run_and_exit

TIMEOUT = 120
"""Seconds after which a command is killed."""


class Command(TypedDict):
    """A request."""

    words: list[str]
    cwd: str
    environment: dict[str, str]
    out: str
    """Path of the file that gets stdout."""
    err: str


def serve() -> None:
    """Import everything, then run commands until stdin ends."""
    for package in (aggregator, spiders, pipelines):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("aggregator.__main__", "aggregator.store.migrations")):
                import_module(module.name)
    for line in sys.stdin:
        print(_exit_code(json.loads(line)), flush=True)


def _exit_code(command: Command) -> int:
    process = os.fork()
    if process == 0:
        signal.alarm(TIMEOUT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        out, err = (os.open(command[name], os.O_WRONLY) for name in ("out", "err"))
        run_and_exit(command["words"], command["cwd"], command["environment"], out, err)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
