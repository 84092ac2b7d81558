"""Ctrl-C: the terminal sends SIGINT to every process of a command; one line says what became of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.errors import AggregatorError, Stopped
from aggregator.store import open_store
from tests.commands import ENVIRONMENT
from tests.fixtures.demo import Demo
from tests.waiting import HUNG, wait_until

Moment = Callable[[int, Path], bool]


def handled(pid: int, _out: Path) -> bool:
    """Whether the handlers are there, which is before the program is imported."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & 1 << (signal.SIGINT - 1)) and bool(
        int(caught.split()[1], 16) & 1 << (signal.SIGTERM - 1)
    )


def crawling(_pid: int, out: Path) -> bool:
    return (out / "demo.db").exists()


def extracting(pid: int, _out: Path) -> bool:
    """Whether a process for the general extractors starts; the first child keeps account of resources."""
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()) > 1


def translating(_pid: int, out: Path) -> bool:
    return (out / "2026-11-20-evening" / "digest.txt").exists()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("moment", [handled, crawling, extracting, translating])
def test_ctrl_c_ends_every_process_with_one_line_and_blames_no_page(tmp_path: Path, moment: Moment, demo: Demo) -> None:
    if moment is translating:  # nothing is left to be collected
        shutil.copytree(demo.out, tmp_path, dirs_exist_ok=True)
        shutil.rmtree(tmp_path / demo.edition.name)
    command = [sys.executable, "-m", "aggregator", "demo", "--out", str(tmp_path)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: process.poll() is not None or moment(process.pid, tmp_path))
    assert process.poll() is None, "it ended before"
    if moment is extracting:
        assert all(map(deaf, children(process.pid)[1:]))
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=HUNG)
    assert process.returncode == 130
    assert len(said.splitlines()) == 1, said
    assert said.startswith("aggregator: stopped by a signal")
    wait_until(lambda: not alive(process.pid))
    if moment in (crawling, extracting):
        with closing(open_store(f"sqlite:///{tmp_path}/demo.db")) as store:
            runs = store.runs.last()
        outlets = [outlet for run in runs for outlet in (run["report"] or {}).get("outlets", ())]
        reasons = [fault["reason"] for outlet in outlets for fault in outlet["faults"]]
        assert not [reason for reason in reasons if "failed:" in reason or "cut off" in reason]


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def deaf(pid: str) -> bool:
    """Whether SIGINT is kept from a process."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    blocked = next(line for line in status if line.startswith("SigBlk"))
    return bool(int(blocked.split()[1], 16) & 1 << (signal.SIGINT - 1))


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_command_that_hangs_ends_all_the_same() -> None:
    program = """
import time
from aggregator.stopping import raise_on_signals
raise_on_signals()
while True:
    try:
        print(flush=True)
        while True: time.sleep(9)
    except BaseException: pass
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=HUNG)
    assert (process.returncode, said) == (130, "aggregator: stopped by a signal\n")


def test_a_stop_in_a_finalizer_is_raised_after_it() -> None:
    program = """
import os, signal, time
from aggregator.errors import Stopped
from aggregator.stopping import raise_on_signals
class Late:
    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); [None for _ in range(99)]
raise_on_signals()
try:
    late = Late(); del late; time.sleep(60)
except Stopped: print("raised")
"""
    found = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert (found.stdout, found.stderr) == ("raised\n", "")


def test_no_handler_of_errors_swallows_a_stop() -> None:
    assert not issubclass(Stopped, Exception)
    assert not issubclass(Stopped, AggregatorError)
