"""Run commands as a user does, each in its own process.

`forked` and `begun` are quick, because a fork of this process has imported everything already. `forked_clean` is for
commands that start Scrapy, whose state here belongs to other tests. `spawned` starts a new Python, where sets have
another order: for commands whose output is compared.
"""

from __future__ import annotations

import atexit
import gc
import json
import multiprocessing
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing.context import ForkProcess
from pathlib import Path
from pkgutil import walk_packages
from typing import IO, NoReturn

from filelock import FileLock
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

import aggregator
import pipelines
import spiders
from aggregator.__main__ import main
from tests.paths import ROOT

LOOPBACK = "127.0.0.0/8"
"""The addresses that commands may connect to beside public ones."""
NO_CERTIFICATES = {"SSL_CERT_FILE": os.devnull}
"""Lets no crawler spend its time on the certificates of the machine: the sites of the tests have none."""
ACCESS = {"AGGREGATOR_ALLOW_HOSTS": LOOPBACK, "AGGREGATOR_CONTACT": "desk@tests.example"}
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **ACCESS, **NO_CERTIFICATES}

# A fork that collects its parent's garbage crashes where that has threads, as a connection of DuckDB does: the fork has
# none of them. It also takes long, since the tests hold much.
os.register_at_fork(after_in_child=gc.freeze)


def forked(
    *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a fork; `environment`, if given, replaces this process's."""
    import_program()
    words = ["aggregator", *map(str, arguments)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            run_and_exit(words, cwd, environment, out.fileno(), err.fileno())
        _, status = os.waitpid(process, 0)
        return subprocess.CompletedProcess(words, os.waitstatus_to_exitcode(status), _text(out), _text(err))


def forked_clean(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a fork of a process that has only imported the program, with an almost empty environment."""
    return _in_zygote(["aggregator", *map(str, arguments)], cwd)


def script_clean(script: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a Python script as `forked_clean` runs a command."""
    return _in_zygote([str(script)], cwd)


def _in_zygote(words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open() as nothing:
        code = Clean(words, cwd, nothing.fileno(), out.fileno(), err.fileno()).wait()
        return subprocess.CompletedProcess(words, code, _text(out), _text(err))


class Clean:
    """A command or script in a fork of a process that has only imported the program, with these files."""

    def __init__(self, words: list[str], cwd: Path, *files: int) -> None:
        self._zygote = socket.socket(socket.AF_UNIX)
        self._zygote.connect(_zygote())
        request = {"words": words, "cwd": str(cwd), "environment": ENVIRONMENT}
        socket.send_fds(self._zygote, [json.dumps(request).encode()], files)
        self._answers = self._zygote.makefile()
        self.pid = int(self._answers.readline())

    def wait(self) -> int:
        """Wait for its end; return its exit code."""
        with self._zygote, self._answers:
            return int(self._answers.readline())


class CleanScript:
    """A Python script as `Clean`, with pipes to its stdin and from its stdout."""

    def __init__(self, script: Path, *arguments: str) -> None:
        (theirs, ours), (reads, writes) = os.pipe(), os.pipe()
        self._process = Clean([str(script), *arguments], ROOT, theirs, writes, 2)
        os.close(theirs)
        os.close(writes)
        self.stdin, self.stdout = os.fdopen(ours, "w", buffering=1), os.fdopen(reads)

    def kill(self) -> None:
        """End it, and wait for that."""
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self.stdout.read()

    def close(self) -> None:
        """End it if it still runs."""
        self.kill()
        self.stdin.close()
        self.stdout.close()
        self._process.wait()


@cache
def import_program() -> None:
    """Import what commands need, that of their functions too, so that forks of this process have it."""
    for package in (aggregator, spiders, pipelines):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("aggregator.__main__", "aggregator.store.migrations")):
                import_module(module.name)
    for scrapys in ("EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE"):
        for path in getattr(default_settings, scrapys):
            load_object(path)
    for library in ("aiohttp.web", "alembic.command", "pygal", "pypinyin"):
        import_module(library)


@cache
def _zygote() -> str:
    """Return the address of the zygote, started by the first worker of the suite that needs it."""
    suite = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    address = Path(tempfile.gettempdir(), f"zygote-{suite}")
    with FileLock(f"{address}.lock"):
        if not address.exists():
            command = [sys.executable, "-c", f"from tests.zygote import serve; serve({str(address)!r}, {suite})"]
            zygote = subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, start_new_session=True)
            while not address.exists():
                assert zygote.poll() is None, "the zygote did not start"
                time.sleep(0.01)
    return str(address)


def spawned(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a new process with an almost empty environment."""
    command = [sys.executable, "-m", "aggregator", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def begun(
    *arguments: object, cwd: Path = ROOT, hook: Callable[[], None] | None = None, **environment: str
) -> ForkProcess:
    """Begin a command in a fork that leads its own process group; to be killed, and waited for with `join`.

    `hook` is called in the fork first.
    """
    import_program()
    words = ["aggregator", *map(str, arguments)]
    process = multiprocessing.get_context("fork").Process(target=_lead, args=(words, cwd, environment, hook))
    process.start()
    return process


def _lead(words: list[str], cwd: Path, environment: Mapping[str, str], hook: Callable[[], None] | None) -> None:
    atexit.unregister(weakref.finalize._exitfunc)  # type: ignore[attr-defined]  # temporary folders are the parent's
    os.setsid()
    os.chdir(cwd)
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.argv = words
    if hook:
        hook()
    try:
        main()
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out, and one of them ends the processes of a pool


def run_and_exit(
    words: list[str], cwd: Path | str, environment: Mapping[str, str] | None, out: int, err: int
) -> NoReturn:
    """Run a command, or a script by its path, in this process, a fork, and end it; `out` and `err` become its own."""
    code = 1
    try:
        os.chdir(cwd)
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        sys.argv = words
        if words[0] == "aggregator":
            main()
        else:
            runpy.run_path(words[0], run_name="__main__")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:  # noqa: BLE001 - the fork must end here, whatever is raised
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8")
