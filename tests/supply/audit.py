"""`python -m tests.supply.audit`: ask for advisories (OSV) and yanked releases (uv) of the locked packages.

Exits with 1 if something is found, and with 3 if it could not be asked, which is printed as "skipped".
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from urllib.request import Request, urlopen

from tests.paths import ROOT
from tests.supply.locks import LOCKS, Locked, locked

FOUND, SKIPPED = 1, 3
OSV = "https://api.osv.dev/v1/querybatch"
"""The protocol: https://google.github.io/osv.dev/post-v1-querybatch/"""
TIMEOUT = 60


def main() -> int:
    """Ask about the packages of all locks; print what is found, and what is skipped."""
    outcomes = [advisories(locked()), *map(yanked, LOCKS)]
    return FOUND if FOUND in outcomes else max(outcomes)


def advisories(packages: Sequence[Locked], url: str = OSV) -> int:
    """Ask for the advisories of packages."""
    pins = sorted({(package.name, str(package.version)) for package in packages})
    queries = [{"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in pins]
    question = Request(url, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(question, timeout=TIMEOUT) as answer:
            results = json.load(answer)["results"]
        found = [
            (*pin, fault["id"]) for pin, result in zip(pins, results, strict=True) for fault in result.get("vulns", ())
        ]
    except (OSError, ValueError, LookupError, TypeError) as error:
        return _skipped(f"advisories of {len(pins)} packages", str(error))
    for name, version, fault in found:
        print(f"{name} {version}: {fault}")
    print(f"advisories: {len(pins)} packages asked about, {len(found)} found")
    return FOUND if found else 0


def yanked(lock: str) -> int:
    """Let uv look up a lock's pins again: it warns of those that were yanked."""
    words = [sys.executable, "-m", "uv", "pip", "compile", "--no-deps", "--universal", "--refresh", "--no-header", lock]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT * 5, check=False)
    except subprocess.TimeoutExpired as error:
        return _skipped(f"yanked releases of {lock}", str(error))
    if done.returncode:
        return _skipped(f"yanked releases of {lock}", done.stderr)
    found = [line for line in done.stderr.splitlines() if "yanked" in line]
    print(*(f"{lock}: {line}" for line in [*found, f"{len(found)} yanked"]), sep="\n")
    return FOUND if found else 0


def _skipped(what: str, reason: str) -> int:
    print(f"skipped: {what} ({' '.join(reason.split())[:200]})")
    return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
