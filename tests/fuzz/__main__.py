"""`python -m tests.fuzz [TARGET…]`: fuzz targets, each for `SECONDS` (20), `JOBS` (2) at once.

Guided by coverage where Atheris is installed, else by mutations of the corpus alone. Findings, one for each kind,
are minimised and written to `out/fuzz/<target>/findings`; the exit code is 1 if there is one.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tests.paths import ROOT

CORPUS = Path(__file__).parent / "corpus"
OUT = ROOT / "out" / "fuzz"
MAX_TRIES = 400
"""Of the minimiser, for a finding."""
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)|^runs: (\d+)$", re.MULTILINE)


class Result(NamedTuple):
    """The outcome of a target: how many inputs it was run with, and its findings."""

    runs: int
    findings: list[str]


def main(*names: str) -> int:
    """Fuzz the targets, all without names; return 1 if something was found."""
    from tests.fuzz.targets import TARGETS

    print(
        "guided by coverage (Atheris)" if find_spec("atheris") else "Atheris is not installed: mutations alone",
        flush=True,
    )
    chosen = names or tuple(TARGETS)
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        results = list(pool.map(_told, chosen))
    print(
        f"{sum(result.runs for result in results):,} runs, {sum(len(result.findings) for result in results)} findings"
    )
    return any(result.findings or not result.runs for result in results)


def _told(name: str) -> Result:
    result = _fuzzed(name)
    print(f"{name}: {result.runs:,} runs, {len(result.findings)} findings", *result.findings, sep="\n  ", flush=True)
    return result


def _fuzzed(name: str) -> Result:
    folder = OUT / name
    (folder / "findings").mkdir(parents=True, exist_ok=True)
    (folder / "corpus").mkdir(exist_ok=True)
    seconds = float(os.environ.get("SECONDS", "20"))
    before = set((folder / "findings").iterdir())
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(folder), str(seconds)]
    with (folder / "log").open("wb") as log:
        subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False)
    runs = [int(found[1] or found[2]) for found in _RUNS.finditer((folder / "log").read_text("utf-8", "replace"))]
    new = sorted(set((folder / "findings").iterdir()) - before)
    return Result(runs[-1] if runs else 0, [f"{path.relative_to(ROOT)}: {minimised(name, path)}" for path in new])


def signature(name: str, data: bytes) -> str | None:
    """Return what an input breaks: the exception and the last place of ours; None if nothing."""
    from tests.fuzz.targets import run

    try:
        run(name, data)
    except Exception as error:  # noqa: BLE001 - any but ours is a finding
        place, trace = "", error.__traceback__
        while trace:
            path = Path(trace.tb_frame.f_code.co_filename)
            if path.is_relative_to(ROOT) and ".venv" not in path.parts and trace.tb_frame.f_code.co_name != "require":
                place = f"{path.relative_to(ROOT)}:{trace.tb_lineno}"
            trace = trace.tb_next
        kind = getattr(error, "what", type(error).__name__)
        return f"{kind} at {place} | {' '.join(str(error).split())[:160]}"
    return None


def kind_of(what: str) -> str:
    """Return a signature without its details: one kind of finding."""
    return what.partition(" | ")[0]


def minimised(name: str, path: Path) -> str:
    """Cut a finding down as long as it breaks the same; write it back, and return what it breaks."""
    data = path.read_bytes()
    what = signature(name, data)
    if what is None:
        return "does not break when run again"
    size, tries = len(data) // 2, 0
    while size and tries < MAX_TRIES:
        at = 0
        while at < len(data) and tries < MAX_TRIES:
            shorter, tries = data[:at] + data[at + size :], tries + 1
            if (again := signature(name, shorter)) and kind_of(again) == kind_of(what):
                data = shorter
            else:
                at += size
        size //= 2
    path.write_bytes(data)
    return what


def mutate_only(name: str, folder: Path, seconds: float) -> int:
    """Run a target with mutations of its corpus; return how many."""
    from tests.fuzz.mutation import mutated
    from tests.fuzz.targets import MAX_BYTES

    note, chance = Notes(name, folder), random.Random()
    seeds = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    ends, runs = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        note(mutated(chance.choice(seeds), chance, MAX_BYTES, seeds))
        runs += 1
    return runs


class Notes:
    """Runs a target with an input, and writes it down if it breaks in a way that is new."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder, self._known = name, folder / "findings", set[str]()

    def __call__(self, data: bytes) -> None:
        """Run the target."""
        what = signature(self._name, data)
        if what and kind_of(what) not in self._known:
            self._known.add(kind_of(what))
            (self._folder / f"{time.time_ns():x}").write_bytes(data)
            print(what, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
