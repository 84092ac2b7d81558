"""A process that imports the program, waits, and forks for each command: what a new process has, without its imports.

One serves every worker of the suite. A request is JSON on its socket, with the command's stdin, stdout and stderr; its
answers are lines with the process id and the exit code. `tests.commands.Clean` starts it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from socketserver import BaseRequestHandler, ForkingMixIn, UnixStreamServer
from typing import TypedDict

from tests.commands import import_program, run_and_exit

TIMEOUT = 120
"""Seconds after which a command is killed."""


class Command(TypedDict):
    """A request."""

    words: list[str]
    cwd: str
    environment: dict[str, str]


class _Handler(BaseRequestHandler):
    def handle(self) -> None:
        request, files, _, _ = socket.recv_fds(self.request, 1 << 16, 3)
        process = _start(json.loads(request), *files)
        for file in files:
            os.close(file)
        self.request.sendall(f"{process}\n".encode())
        self.request.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n".encode())


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
    starting = f"{address}.starting"
    with _Server(starting, owner) as server:
        Path(starting).rename(address)  # it listens
        try:
            server.serve_forever()
        finally:
            for path in (address, f"{address}.lock"):
                Path(path).unlink(missing_ok=True)


def _start(command: Command, stdin: int, out: int, err: int) -> int:
    process = os.fork()
    if process == 0:
        signal.alarm(TIMEOUT)
        os.dup2(stdin, 0)
        run_and_exit(command["words"], command["cwd"], command["environment"], out, err)
    return process
