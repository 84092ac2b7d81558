"""CPU and memory of a command, children's included."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.paths import ROOT


@dataclass(frozen=True)
class Cost:
    """Cost of a process: user and system CPU in seconds, peak resident memory in MiB."""

    cpu: float
    memory: float


def cost(arguments: Sequence[str]) -> Cost:
    """Run a Python command to its end; fail loudly where it fails."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(arguments: Sequence[str], times: int) -> Cost:
    """Return the cheapest of several runs."""
    return min((cost(arguments) for _ in range(times)), key=lambda found: found.cpu)
