"""CPU and memory of a command, children's included, and the figures that a benchmark finds."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.paths import ROOT


class Figure(NamedTuple):
    """A ratio, or a peak of memory, that a benchmark measured; the lower the better."""

    key: str
    """`part.name`."""
    value: float
    limit: float | None
    """The highest that was asked for; None if nothing was."""
    what: str
    """The two sides of the ratio, with their costs on this machine."""
    unit: str = "×"


@dataclass(frozen=True)
class Cost:
    """Cost of a process: user and system CPU in seconds, peak resident memory in MiB."""

    cpu: float
    memory: float


def run(command: Sequence[str], stderr: int | None = None) -> tuple[bytes, Cost]:
    """Run a command to its end, with modules compiled as an installation has them; return its output and its cost.

    Fail where it fails.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=stderr)
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return output, Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cost(arguments: Sequence[str]) -> Cost:
    """Return the cost of a Python command."""
    return run([sys.executable, *arguments])[1]


def answer(module: str, *arguments: str) -> Any:
    """Return the JSON in the last line that a module prints when it is run in a separate process."""
    return json.loads(run([sys.executable, "-m", module, *arguments])[0].splitlines()[-1])


def best(arguments: Sequence[str], times: int) -> Cost:
    """Return the cheapest of several runs."""
    return min((cost(arguments) for _ in range(times)), key=lambda found: found.cpu)


def skipped(part: str, missing: Path) -> list[Figure]:
    """Say that a part needs what is missing here, and return no figures."""
    print(f"{part}: skipped, nothing at ../shared/{missing.name}", file=sys.stderr)
    return []


def peak_memory() -> float:
    """Return this process's peak of resident memory in MiB; getrusage would count the one that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
