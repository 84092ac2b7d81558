from datetime import timedelta

import pytest

from aggregator.errors import StoreError
from aggregator.store.rows import Step


def test_a_run_that_has_not_ended(store, noon):
    store.runs.start("run-1", noon, {"edition": "evening", "outlets": ["harbour"]})
    assert store.runs.last() == [
        {
            "run": "run-1",
            "started_at": noon,
            "finished_at": None,
            "verdict": None,
            "parameters": {"edition": "evening", "outlets": ["harbour"]},
            "report": None,
            "slot": None,
            "step": None,
        }
    ]


def test_a_run_that_ended(store, noon):
    store.runs.start("run-1", noon, {})
    store.runs.finish("run-1", noon + timedelta(minutes=9), "partial", {"outlets": {"harbour": "503"}})
    [found] = store.runs.last()
    assert found["finished_at"] == noon + timedelta(minutes=9)
    assert (found["verdict"], found["report"]) == ("partial", {"outlets": {"harbour": "503"}})


def test_last_runs_are_newest_first(store, noon):
    for number in (2, 0, 3, 1):
        store.runs.start(f"run-{number}", noon + timedelta(hours=number), {})
    assert [run["run"] for run in store.runs.last(3)] == ["run-3", "run-2", "run-1"]


def test_a_run_that_never_began_cannot_end(store, noon):
    with pytest.raises(StoreError, match="no run run-9"):
        store.runs.finish("run-9", noon, "ok", {})


def test_a_run_begins_once(store, noon):
    store.runs.start("run-1", noon, {})
    with pytest.raises(StoreError):
        store.runs.start("run-1", noon, {})


def test_runs_without_an_end_are_abandoned(store, noon):
    for number in (1, 0, 2):
        store.runs.start(f"run-{number}", noon + timedelta(hours=number), {})
    store.runs.finish("run-1", noon, "ok", {})
    assert store.runs.abandoned() == ["run-0", "run-2"]


def test_runs_since_a_moment_are_oldest_first(store, noon):
    for number in (2, 0, 3, 1):
        store.runs.start(f"run-{number}", noon + timedelta(hours=number), {})
    assert [run["run"] for run in store.runs.since(noon + timedelta(hours=1))] == ["run-1", "run-2", "run-3"]


def test_runs_that_are_steps_of_a_slot(store, noon):
    store.runs.start("alone", noon, {})
    for number, step in enumerate(["crawl hill", "crawl harbour", "assemble"]):
        store.runs.start(step, noon + timedelta(minutes=number), {}, Step("2026-11-20-evening", step))
    store.runs.finish("assemble", noon, "blocked", {"reasons": ["none"]})
    assert store.runs.steps("2026-11-20-evening") == [
        ("crawl hill", None, None),
        ("crawl harbour", None, None),
        ("assemble", "blocked", noon),
    ]
    assert [run["report"] for run in store.runs.of_slot("2026-11-20-evening")] == [None, None, {"reasons": ["none"]}]
    assert store.runs.steps("2026-11-21-evening") == []
