"""The pages of the evaluation sets, read by other programs and by ours: what it costs, and what each reads right.

The others are installed into a separate environment, `out/peers`, from `requirements.txt`; ours is this one. Each
reads the same pages in a process by itself, and the scorer beside the checkout says what is right.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Figure, run, skipped
from tests.paths import ROOT, SETS

HOME = ROOT / "out" / "peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SETS_READ = {"pages": "articles", "fresh": "fresh", "english": "fresh"}
OTHERS = HOME / "bin" / "python"
PEERS = {"trafilatura": Path(sys.executable), "newspaper4k": OTHERS, "news_please": OTHERS}
"""Each with the Python that has it: trafilatura is one of our packages, and newer here than the others allow."""
MARKS = ("title", "day", "minute", "source", "frame", "f1")


def main() -> list[Figure]:
    """Print a table of what each program reads right; return the CPU of a page by ours against each of the others."""
    if not SETS.is_dir():
        return skipped("peers", SETS)
    _install()
    figures = []
    for name, folder in SETS_READ.items():
        ours = _scored(Path(sys.executable), "tests.evaluation.adapters:extract", ROOT, name, folder)
        _say(name, "ours", ours)
        for peer, python in PEERS.items():
            found = _scored(python, f"readers:{peer}", Path(__file__).parent, name, folder)
            _say(name, peer, found)
            what = (
                f"a page of `{name}` by the general rules, against {peer} ({ours['cpu_ms']} and {found['cpu_ms']} ms)"
            )
            figures.append(Figure(f"peers.{name}_{peer}", ours["cpu_ms"] / found["cpu_ms"], None, what))
    return figures


def _install() -> None:
    if OTHERS.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "install", "-q", "--python", OTHERS, "-r", REQUIREMENTS], check=True)


def _scored(python: Path, reader: str, path: Path, name: str, folder: str) -> dict[str, Any]:
    """Return the scorer's report of a reader on a set, with the peak of memory in MiB."""
    command = [python, SETS / "score_articles.py", reader, "--path", path, "--data", SETS / folder, "--set", name]
    output, cost = run([*map(str, command), "--json"], stderr=subprocess.DEVNULL)
    report: dict[str, Any] = json.loads(output.splitlines()[-1])
    return {**report, "memory": round(cost.memory)}


def _say(name: str, program: str, report: dict[str, Any]) -> None:
    print(f"| {name} | {program} | {' | '.join(_cells(report))} |", file=sys.stderr, flush=True)


def _cells(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['cpu_ms']:.0f} ms"
    yield f"{report['memory']} MB"
    for mark in MARKS:
        yield f"{report[mark]:.2f}" if mark in report else ""
