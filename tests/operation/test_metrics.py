"""Metrics for Prometheus: what they say of runs, outlets, editions and deliveries, and their form."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.operation.metrics import HELP, metrics
from aggregator.store.ports import Store
from tests.commands import forked
from tests.paths import ROOT

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? (-?[\d.]+(?:e[+-]?\d+)?)')


def read(text: str) -> dict[str, float]:
    """Read the format: each sample follows the head of its metric."""
    found, metric = {}, ""
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            metric = line.split()[2]
            assert line == f"# TYPE {metric} gauge"
        elif not line.startswith("# HELP "):
            match = LINE.fullmatch(line)
            assert match, line
            assert match[1] == metric
            found[line.rpartition(" ")[0]] = float(match[3])
    return found


def outlet(name: str, verdict: str, **counts: int) -> Mapping[str, Any]:
    zero = dict.fromkeys(
        (
            "requests", "entries_read", "entries_unchanged", "entries_failed", "links_new", "links_pending",
            "stored", "copies", "refused", "failed", "gone",
        ), 0,
    )  # fmt: skip
    return {"outlet": name, "verdict": verdict, "faults": [], **zero, **counts}


def run(store: Store, name: str, hours: int, verdict: str, edition: str = "evening", **report: Any) -> None:
    at = NOW - timedelta(hours=hours)
    store.runs.start(name, at, {"edition": edition})
    store.runs.finish(name, at + timedelta(seconds=90), verdict, {"run": name, "verdict": verdict, **report})


def test_what_the_runs_left(store: Store) -> None:
    files = ["out/digest.txt"]
    run(store, "a", 24 * 40, "ok", outlets=[outlet("sea", "ok", stored=9)])
    run(store, "b", 24, "ok", outlets=[outlet("lake", "ok", stored=4, copies=1)], entries=7, files=files)
    run(store, "c", 12, "blocked", "morning", outlets=[outlet("lake", "partial", waiting=3, given_up=2)], entries=1)
    store.runs.start("d", NOW, {"edition": "evening"})
    found = read(metrics(store, NOW))
    assert found['aggregator_run_verdict{verdict="blocked"}'] == 1
    assert found['aggregator_run_verdict{verdict="ok"}'] == 0
    assert found["aggregator_run_duration_seconds"] == 90
    assert found["aggregator_run_stories"] == 0
    assert found['aggregator_edition_entries{edition="evening"}'] == 7
    assert 'aggregator_edition_entries{edition="morning"}' not in found
    assert found['aggregator_outlet_ok_timestamp_seconds{outlet="lake"}'] == (NOW - timedelta(hours=24)).timestamp()
    assert found['aggregator_outlet_links_waiting{outlet="lake"}'] == 3
    assert found['aggregator_outlet_links_given_up{outlet="lake"}'] == 2
    assert not [name for name in found if "sea" in name]


def test_an_empty_store_has_none(store: Store) -> None:
    assert metrics(store, NOW) == ""


def test_a_run_replaces_the_file_and_a_run_that_cannot_is_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    asked = ("digest", "--store", sqlite_url, "--date", "2026-11-02", "--metrics")
    (tmp_path / "file").touch()
    for path in ("m.prom", "file/m.prom"):
        done = forked(*asked, path, cwd=tmp_path)
        assert done.returncode == 4
    assert "file/m.prom: metrics not written" in done.stderr
    assert read((tmp_path / "m.prom").read_text())['aggregator_run_verdict{verdict="blocked"}'] == 1


def test_every_metric_is_documented() -> None:
    table = (ROOT / "docs" / "monitoring.md").read_text("utf-8").partition("| metric |")[2].partition("\n\n")[0]
    assert dict(re.findall(r"^\| `(\w+)`[^|]* \| (.*) \|$", table, re.MULTILINE)) == HELP
