"""The audit by sample: the closest decisions are asked about, and the answers are counted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from aggregator.errors import UsageError
from aggregator.inspection.audit import AuditScore, score
from tests.commands import forked

KEY = "2026-11-20-evening"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [*csv.DictReader(stream)]


def test_the_closest_decisions_of_the_day_are_asked_about(demo, tmp_path):
    path = tmp_path / "audit.csv"
    asked = ("audit", KEY, "--sample", "3", "--to", str(path), "--store", demo.store)
    assert forked(*asked, cwd=tmp_path).returncode == 0
    rows = rows_of(path)
    assert [row["kind"] for row in rows] == ["left out"] * 3 + ["taken in"] * 3 + ["credit"] * 3
    document = json.loads((demo.edition / "digest.json").read_text("utf-8"))
    entries = [entry for each in document["sections"] for entry in each["entries"] + each["briefs"]]
    printed = {story for entry in entries for story in entry["stories"]}
    ranked = [left["reason"] for left in document["left"] if left["reason"].startswith("score ")]
    best = sorted(ranked, key=lambda reason: -float(reason.split()[1].rstrip(",")))
    assert [row["seen"] for row in rows[:3]] == best[:3]
    assert not printed & {row["story"] for row in rows[:3]}
    least = sorted(entries, key=lambda entry: (entry["score"], entry["number"]))[:3]
    assert [row["story"] for row in rows[3:6]] == [entry["stories"][0] for entry in least]
    unsure = min(entries, key=lambda entry: entry["attribution"]["confidence"])
    assert rows[6]["story"] == unsure["stories"][0]
    assert forked(*asked, cwd=tmp_path).returncode == 2  # the file may hold answers
    other = ("audit", "2020-01-01-evening", "--to", str(tmp_path / "b.csv"), "--store", demo.store)
    assert forked(*other, cwd=tmp_path).returncode == 2
    assert not (tmp_path / "b.csv").exists()


def answered(path: Path, *answers: tuple[str, str]) -> Path:
    path.write_text("kind,answer\n" + "".join(f"{kind},{answer}\n" for kind, answer in answers), "utf-8-sig")
    return path


def test_the_answers_of_several_files_are_counted(tmp_path):
    first = answered(tmp_path / "a.csv", ("credit", "yes"), ("credit", " NO "), ("credit", ""), ("left out", "是"))
    second = answered(tmp_path / "b.csv", ("credit", "y"), ("left out", "否"))
    assert score([first, second]) == [AuditScore("left out", 2, 2, 1), AuditScore("credit", 4, 3, 2)]
    shown = forked("audit", "--score", str(first), "--score", str(second), cwd=tmp_path).stdout.splitlines()
    assert [line.split() for line in shown[1:]] == [
        ["left", "out", "2", "2", "1", "(50%)"],
        ["credit", "4", "3", "2", "(67%)"],
    ]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe", b"kind,answer\ncredit,perhaps\n", None])
def test_what_cannot_be_scored_is_the_users_error(tmp_path, content):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.csv: ") as raised:
        score([path])
    assert "\n" not in str(raised.value)
