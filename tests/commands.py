"""Run commands as a user does, in a fork of this process, which need not import everything again.

Not for commands that start Scrapy, whose reactor must not be there already, nor for commands that are killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from aggregator.cli import main


def forked(
    *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a fork; `environment` replaces the environment where it is given."""
    words = ["aggregator", *map(str, arguments)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            _run(words, cwd, environment, out, err)
        _, status = os.waitpid(process, 0)
        return subprocess.CompletedProcess(words, os.waitstatus_to_exitcode(status), _text(out), _text(err))


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
    except BaseException:  # noqa: BLE001 - the fork must end here, whatever was raised
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8")
