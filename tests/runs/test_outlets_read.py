"""An edition names the outlets that were read for it, and says the same when it is made again."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.models.report import OutletReport, OutletVerdict, RunReport, Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.runs.newsroom import seeds, story

CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
COUNTS = (
    "requests", "entries_read", "entries_unchanged", "entries_failed", "links_new", "links_pending", "stored", "copies",
    "refused", "failed", "gone",
)  # fmt: skip


def crawled(outlet: str, verdict: OutletVerdict) -> OutletReport:
    return OutletReport(outlet=outlet, verdict=verdict, faults=(), **dict.fromkeys(COUNTS, 0))


def test_outlets_are_named_with_what_they_gave_and_those_that_failed(sqlite_url: str, tmp_path: Path) -> None:
    registry = seeds(tmp_path / "seeds")
    plan = registry / "editions" / "evening.toml"
    plan.write_text(f"outlets = true\n{plan.read_text('utf-8')}", "utf-8")
    noon = CLOSED - timedelta(hours=6)
    with closing(open_store(sqlite_url)) as store:
        for number in range(4):
            store.stories.save(story(number), [], None)
        for at, quiet in ((noon, OutletVerdict.FAILED), (noon + timedelta(hours=1), OutletVerdict.OK)):
            outlets = (crawled("quiet", quiet), crawled("down", OutletVerdict.FAILED))
            report = RunReport(run=f"{at:%H}", verdict=Verdict.PARTIAL, reasons=(), outlets=outlets)
            store.runs.start(report.run, at, {})
            store.runs.finish(report.run, at, report.verdict, report.as_json())
    request = Request(store=sqlite_url, out=tmp_path / "out", seeds=registry, day=CLOSED.date(), at=CLOSED)
    assert write_only(request).report.verdict is Verdict.OK
    file = tmp_path / "out" / "2026-11-20-evening" / "digest.json"
    written = file.read_bytes()
    found = [
        (each["outlet"], each["stories"], each["entries"], each["failed"]) for each in json.loads(written)["outlets"]
    ]
    assert found == [("jiemian", 4, 4, False), ("down", 0, 0, True), ("quiet", 0, 0, False)]
    text = (file.parent / "digest.txt").read_text("utf-8")
    assert text.endswith("本期所读\n共读3家，1家有稿：界面新闻（4条，刊4条）。\n无稿：quiet。\n未能读取：down。\n")
    write_only(request)
    assert file.read_bytes() == written
