"""A process that imports the program, waits, and forks for each command: what a new process has, without its imports.

One serves every worker of the suite. A request is a line of JSON on its socket, its answer the exit code.
`tests.commands.forked_clean` starts it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from socketserver import ForkingMixIn, StreamRequestHandler, UnixStreamServer
from typing import TypedDict

from tests.commands import import_program, run_and_exit

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


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(f"{_exit_code(json.loads(self.rfile.readline()))}\n".encode())


class _Server(ForkingMixIn, UnixStreamServer):
    def __init__(self, address: str, owner: int) -> None:
        super().__init__(address, _Handler)
        self._owner = owner

    def service_actions(self) -> None:
        """End with the suite."""
        super().service_actions()
        try:
            os.kill(self._owner, 0)
        except ProcessLookupError:
            sys.exit()


def serve(address: str, owner: int) -> None:
    """Import everything, then run commands as long as the process `owner` lives."""
    import_program()
    gc.freeze()
    starting = f"{address}.starting"
    with _Server(starting, owner) as server:
        Path(starting).rename(address)  # it listens
        try:
            server.serve_forever()
        finally:
            for path in (address, f"{address}.lock"):
                Path(path).unlink(missing_ok=True)


def _exit_code(command: Command) -> int:
    process = os.fork()
    if process == 0:
        signal.alarm(TIMEOUT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        out, err = (os.open(command[name], os.O_WRONLY) for name in ("out", "err"))
        run_and_exit(command["words"], command["cwd"], command["environment"], out, err)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
