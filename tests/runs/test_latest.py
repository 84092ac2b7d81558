"""`latest.json`: an edition that is blocked is an answer, in the folder of editions and on every site."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.runs.newsroom import seeds, story

CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
SITES = (
    '[[channels]]\nid = "www"\nkind = "site"\npath = "../www"\n'
    '[[channels]]\nid = "mornings"\nkind = "folder"\npath = "../mornings"\nlanguages = ["en"]\n'
)


def answer(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "latest.json").read_text("utf-8"))
    return found


def test_a_blocked_edition_is_answered_with_its_reason(sqlite_url: str, tmp_path: Path) -> None:
    registry = seeds(tmp_path / "seeds")
    (registry / "channels.toml").write_text(SITES, "utf-8")
    with closing(open_store(sqlite_url)) as store:
        for number in range(4):
            store.stories.save(story(number), [], None)
    request = Request(store=sqlite_url, out=tmp_path / "out", seeds=registry, day=CLOSED.date(), at=CLOSED)
    assert write_only(request).report.verdict is Verdict.OK
    document = json.loads((tmp_path / "out/2026-11-20-evening/digest.json").read_text("utf-8"))
    for folder in (tmp_path / "out", tmp_path / "www"):
        edition = answer(folder)["edition"]
        assert edition["made_at"] == document["edition"]["made_at"] == "2026-11-20T18:10:00+08:00"
    tomorrow = replace(request, day=(CLOSED + timedelta(days=1)).date(), at=CLOSED + timedelta(days=1))
    assert write_only(tomorrow).report.verdict is Verdict.BLOCKED
    for folder in (tmp_path / "out", tmp_path / "www"):
        (missing,) = answer(folder)["missing"]
        assert (missing["key"], missing["date"]) == ("2026-11-21-evening", "2026-11-21")
        assert "0 entries" in missing["reasons"][0]
        assert answer(folder)["edition"]["date"] == "2026-11-20"
    assert not (tmp_path / "mornings" / "latest.json").exists()
