"""The script of docs/python.md, run as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

from aggregator.formats.catalog import FORMATS
from tests.commands import script_clean
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
NAMED = re.compile(r"^\| `(aggregator[\w.]+)\.(\w+)\(", re.MULTILINE)


def test_the_script_collects_assembles_and_renders(tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "day.py").write_text(script, "utf-8")
    done = script_clean(tmp_path / "day.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    verdict, *entries = done.stdout.splitlines()
    assert re.fullmatch(r"ok \[\d+, \d+\]", verdict)
    assert entries
    text = (tmp_path / "digest.txt").read_text("utf-8")
    assert all(line.split()[1] in text for line in entries)
    always = {form.file_name for name, form in FORMATS.items() if name not in {"calendar", "script"}}
    assert always <= {path.name for path in tmp_path.iterdir()}


def test_the_functions_of_the_page_exist() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) == 7
    for module, name in named:
        assert callable(getattr(__import__(module, fromlist=[name]), name))
