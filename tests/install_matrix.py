"""Install the program with old and new pips (`make install-matrix`): every form, in a new environment each.

Needs a package index, and about a minute an installation. `PIPS=22.0.4` names the versions; empty is the newest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.paths import ROOT

PIPS = ("22.0.4", "23.0.1", "23.2.1", "")
"""The oldest that is supported, those of Debian 12 and of Python 3.11, and the newest."""
CRON = {"PATH": "/usr/bin:/bin"}


def forms(wheel: Path) -> dict[str, list[list[str]]]:
    """Return the ways to install, each as the arguments of pip's calls."""
    lock = ["--no-deps", "--require-hashes", "-r", "requirements.lock"]
    return {
        "checkout": [["."]],
        "checkout with PostgreSQL": [[".[postgres]"]],
        "wheel": [[str(wheel)]],
        "into the environment of `make digest`": [lock, ["."]],
    }


def run(*words: str, environment: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a command; end with its last lines if it fails."""
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout[-500:]}{done.stderr[-2000:]}")


def install(folder: Path, pip: str, calls: list[list[str]]) -> None:
    """Make an environment, install into it, and run the program as cron does: no home, a short path."""
    run(sys.executable, "-m", "venv", str(folder))
    python = str(folder / "bin" / "python")
    run(python, "-m", "pip", "install", "-q", *([f"pip=={pip}"] if pip else ["-U", "pip"]))
    for words in calls:
        run(python, "-m", "pip", "install", "-q", *words)
    (folder / "empty").mkdir()
    home = {**CRON, "HOME": str(folder / "empty")}
    run(str(folder / "bin" / "aggregator"), "demo", "--json", environment=home, cwd=folder / "empty")
    if "postgres" in calls[-1][0]:
        run(python, "-c", "import psycopg", environment=home, cwd=folder / "empty")


def main() -> None:
    """Try every form with every pip."""
    with TemporaryDirectory() as folder:
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
        (wheel,) = Path(folder).glob("*.whl")
        for pip in os.environ["PIPS"].split(",") if "PIPS" in os.environ else PIPS:
            for number, (form, calls) in enumerate(forms(wheel).items()):
                install(Path(folder) / f"pip{pip}-{number}", pip, calls)
                print(f"pip {pip or 'newest'}, {form}: installed, and the demo ran", flush=True)


if __name__ == "__main__":
    main()
