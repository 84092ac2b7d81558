"""Run commands as a user does, each in its own process.

`forked` and `begun` are quick, because a fork of this process has imported everything already; `spawned` is for
commands that need a process of which nothing was imported or set before.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import BinaryIO

from aggregator.cli import main
from tests.paths import ROOT


def forked(
    *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a fork; `environment`, if given, replaces this process's."""
    words = ["aggregator", *map(str, arguments)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            _run(words, cwd, environment, out, err)
        _, status = os.waitpid(process, 0)
        return subprocess.CompletedProcess(words, os.waitstatus_to_exitcode(status), _text(out), _text(err))


def spawned(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a new process with an almost empty environment."""
    command = [sys.executable, "-m", "aggregator", *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


def begun(*arguments: object) -> ForkProcess:
    """Begin a command in a fork that leads its own process group; to be killed, and waited for with `join`."""
    words = ["aggregator", *map(str, arguments)]
    process = multiprocessing.get_context("fork").Process(target=_lead, args=(words,))
    process.start()
    return process


def _lead(words: list[str]) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.argv = words
    main()


def _run(words: list[str], cwd: Path, environment: Mapping[str, str] | None, out: BinaryIO, err: BinaryIO) -> None:
    code = 1
    try:
        os.chdir(cwd)
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        sys.argv = words
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:  # noqa: BLE001 - the fork must end here, whatever is raised
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8")
