"""The command digest --from-archive: an edition that was made, from the pages of its crawls."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import typer

from aggregator.cli.logs import say
from aggregator.files import cannot_write, write_file
from aggregator.inspection.changes import Change, changes
from aggregator.models.report import Verdict
from aggregator.runs.rebuild import Rebuilt, rebuilt
from aggregator.runs.request import Request
from aggregator.text.counted import counted


def rebuild_edition(asked: Request, diff: bool, as_json: bool) -> NoReturn:
    """Rebuild an edition: write it if it is as it was, or only show what would change."""
    with rebuilt(asked) as found:
        changed = _changed(found)
        files = _write(found, asked.out) if found.same and not diff else []
        verdict = _verdict(found, diff)
        if as_json:
            listed = {language: list(map(asdict, each)) for language, each in changed.items()}
            report = {"edition": found.key, "verdict": verdict, "same": found.same, "notes": found.notes}
            print(json.dumps({**report, "changes": listed, "files": list(map(str, files))}, ensure_ascii=False))
        else:
            _show(found, changed, diff, verdict)
        raise typer.Exit(verdict.exit_code)


def _verdict(found: Rebuilt, diff: bool) -> Verdict:
    if not found.documents:
        return Verdict.BLOCKED
    return Verdict.OK if found.same or diff else Verdict.PARTIAL


def _changed(found: Rebuilt) -> dict[str, list[Change]]:
    languages = dict.fromkeys([*found.made, *found.documents])
    return {each: changes(found.made.get(each, {}), found.documents.get(each, {})) for each in languages}


def _write(found: Rebuilt, out: Path) -> list[Path]:
    """Replace the files of the edition; the feeds that list other editions stay."""
    files = sorted(path for path in found.folder.rglob("*") if path.is_file())
    try:
        return [write_file(out / found.key / path.relative_to(found.folder), path.read_bytes()) for path in files]
    except OSError as error:
        raise cannot_write(out / found.key, error) from error


def _show(found: Rebuilt, changed: dict[str, list[Change]], diff: bool, verdict: Verdict) -> None:
    if diff:
        for language, each in changed.items():
            for line in _lines(language, each):
                print(line)
    if verdict is not Verdict.OK or sys.stderr.isatty():
        count = sum(map(len, changed.values()))
        differs = counted(count, "changed entry") if count else "differs, but in no entry"
        said = "as it was made" if found.same else differs
        hint = "" if found.same or diff else "; nothing is written, --diff shows them"
        say(f"aggregator: {verdict}; {found.key}: {said}{hint}", logging.INFO if found.same else logging.WARNING)
    for reason in (*(() if found.documents else found.report.reasons), *(() if found.same else found.notes)):
        say(f"  {reason}")


def _lines(language: str, found: list[Change]) -> Iterator[str]:
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for change in found:
        reason = f" ({change.reason})" if change.reason else ""
        yield f"{signs[change.kind]} {language} {change.headline}{reason}"
        for name, (before, after) in change.fields.items():
            yield f"    {name}: {before} → {after}"
