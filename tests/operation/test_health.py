"""Health from what runs left, and the command that shows it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.models.report import OutletReport, OutletVerdict, RunReport, Verdict
from aggregator.operation.health import health_of, sparkline
from aggregator.operation.history import histories
from aggregator.operation.rhythm import Rhythm
from aggregator.store import open_store
from aggregator.store.rows import Brought
from tests.commands import forked
from tests.operation.visiting import SHANGHAI, report, times, unreachable, visits

NO_TITLE = {"title": {"h1": 3}, "text": {"layout": 4}}


def test_figures_are_those_of_the_visits() -> None:
    past = visits([report(stored=6), unreachable("HTTP 503"), report(stored=4, fields=NO_TITLE, waiting=2, failed=1)])
    found = health_of("lake", past, SHANGHAI, Brought(9, 3))
    assert (found.visits, found.stored, found.failed, found.waiting) == (3, 10, 1, 2)
    assert (found.reached, found.ok) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.rules["title"] == {"layout": 0.6, "h1": 0.3}
    assert (found.fill["title"], found.fill["published"]) == (0.9, 0.6)
    assert (found.last_reached, found.last_stored) == (past[2].at, past[2].at)
    assert found.lengths == (300, 500, 800, 1200, 3000)
    assert (found.events, found.alone, found.stored_by_visit) == (9, 3, (6, 0, 4))
    json.dumps(found.as_json())


def test_reports_of_earlier_versions_are_read_and_crawls_that_were_stopped_are_no_visits() -> None:
    old = asdict(report(stored=5))
    for name in ("fields", "lengths", "links_seen", "waiting", "seconds"):
        del old[name]
    outlets = [old, asdict(report("hill", verdict=OutletVerdict.STOPPED))]
    runs = [{"started_at": times(1)[0], "report": json.loads(json.dumps({"outlets": outlets}))}]
    found = histories([*runs, {"started_at": times(2)[1], "report": None}])
    assert set(found) == {"lake"}
    assert found["lake"][0].report == replace(report(stored=5), fields={}, lengths=(), links_seen=0)


def test_a_report_comes_back_from_json() -> None:
    whole = unreachable("HTTP 403", fields=NO_TITLE)
    assert OutletReport.from_json(json.loads(json.dumps(asdict(whole)))) == whole


def test_a_rhythm_knows_nights_and_weekends() -> None:
    def new(at: datetime) -> int:
        local = at.astimezone(SHANGHAI)
        return 0 if local.weekday() >= 5 or local.hour < 12 else 30

    rhythm = Rhythm.of(visits([report(stored=new(at)) for at in times(56)]), SHANGHAI)
    monday, saturday = datetime(2026, 11, 2, 0, 5, tzinfo=UTC), datetime(2026, 11, 7, 0, 5, tzinfo=UTC)
    assert rhythm.expected(monday, monday + timedelta(hours=10)) == pytest.approx(30, abs=3)
    assert rhythm.expected(saturday, saturday + timedelta(days=2)) < 1
    assert rhythm.expected(monday - timedelta(hours=8), monday) < 1
    noon, night = rhythm.usual_gap(0, 12), rhythm.usual_gap(0, 3)
    assert noon == pytest.approx(1 / 3, abs=0.05)
    assert night is None or night > 10


def test_a_weekday_that_no_visit_covered_tells_nothing() -> None:
    rhythm = Rhythm.of(visits([report(stored=9)] * 6), SHANGHAI)  # Monday to Wednesday
    friday = datetime(2026, 10, 9, 0, 5, tzinfo=UTC)
    assert rhythm.expected(friday, friday + timedelta(hours=10)) == 0
    assert Rhythm.of([], SHANGHAI).usual_gap(0, 8) is None


def test_a_sparkline_shows_the_last_values_from_zero_to_the_highest() -> None:
    assert sparkline([0, 5, 10]) == "▁▅█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline(range(50), most=3) == "███"
    assert sparkline([]) == ""


def test_the_command_shows_the_outlets_of_the_runs(tmp_path: Path) -> None:
    url, now = f"sqlite:///{tmp_path / 'store.db'}", datetime.now(UTC)
    store = open_store(url)
    for number, outlets in enumerate([[report("hexun", 6)], [report("hexun", 2), report("jiemian", 1)]]):
        ended = RunReport(run=f"run{number}", verdict=Verdict.OK, reasons=(), outlets=tuple(outlets))
        store.runs.start(ended.run, now - timedelta(days=40 * (1 - number)), {})
        store.runs.finish(ended.run, now, ended.verdict, ended.as_json())
    store.close()

    def shown(*more: str) -> str:
        ended = forked("health", "--store", url, *more, cwd=tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout

    lines = shown().splitlines()
    assert [line.split()[0] for line in lines] == ["outlet", "hexun", "jiemian"]
    assert "title 100% (100%)" in lines[1]
    assert [found["stored"] for found in json.loads(shown("--json"))] == [2, 1]
    (only,) = json.loads(shown("--json", "--since", "2020-01-01", "--outlet", "hexun"))
    assert (only["outlet"], only["stored"], only["new_by_visit"]) == ("hexun", 8, [6, 2])
