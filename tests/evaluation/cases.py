"""Run the field cases beside the checkout (`make cases`), and print how many hold.

The runner that lies with the cases compares. Those that hold are recorded in `cases.json`, which the tests gate: by a
digest of the case's files, so that a case that is changed counts as another one.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.evaluation.field import got
from tests.paths import SHARED

CASES = SHARED / "field"
RECORD = Path(__file__).parent / "cases.json"

Held = dict[str, list[str]]
"""Folder → the cases that hold."""


def all_cases() -> list[Path]:
    """Return the folders of all cases."""
    return sorted(path.parent for path in CASES.glob("*/*/expect.json"))


def fault(case: Path) -> str:
    """Run a case; return what is wrong with its answer, or nothing."""
    spec: dict[str, Any] = json.loads((case / "expect.json").read_text("utf-8"))
    try:
        found = got(spec["call"], _input(case).read_bytes(), spec.get("args", {}))
    except Exception as error:  # noqa: BLE001 - a case must not end the others; what it raised is printed
        return f"raised {error!r}"
    differences = list(_runner().differs(found, spec.get("expect", {})))
    checks = [check for check in spec.get("checks", []) if not _runner().holds(check, found)]
    return "; ".join([*differences, *(json.dumps(check, ensure_ascii=False) for check in checks)])


def is_recorded(case: Path) -> bool:
    """Return whether a case is one of those that held when the record was written."""
    return _digest(case) in _record().get(case.parent.name, ())


def main() -> None:
    """Run every case, and record those that hold unless a recorded one does not."""
    if not CASES.is_dir():
        sys.exit(f"no field cases at ../shared/{CASES.name}: nothing was run")
    faults = {case: fault(case) for case in all_cases()}
    for case, wrong in faults.items():
        if wrong:
            print("FAULT", f"{case.parent.name}/{case.name}", "|", wrong[:300])
    for folder in dict.fromkeys(case.parent for case in faults):
        mine = [wrong for case, wrong in faults.items() if case.parent == folder]
        print(f"{folder.name}: {mine.count('')} of {len(mine)} hold")
    if lost := [case.name for case, wrong in faults.items() if wrong and is_recorded(case)]:
        sys.exit(f"held before, and do not now: {', '.join(lost)}; {RECORD.name} is as it was")
    _write([case for case, wrong in faults.items() if not wrong])


def _write(holding: list[Path]) -> None:
    held: Held = {}
    for case in holding:
        held.setdefault(case.parent.name, []).append(_digest(case))
    RECORD.write_text(json.dumps({folder: sorted(ids) for folder, ids in held.items()}, indent=1) + "\n", "utf-8")


def _digest(case: Path) -> str:
    return sha256(_input(case).read_bytes() + (case / "expect.json").read_bytes()).hexdigest()[:12]


def _input(case: Path) -> Path:
    return min(case.glob("input.*"))


@cache
def _record() -> Mapping[str, list[str]]:
    record: Held = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    return record


@cache
def _runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_cases", CASES / "run_cases.py")
    assert spec is not None
    assert spec.loader is not None
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    return runner


if __name__ == "__main__":
    main()
