"""The desk of a worker: a registry that follows its files, and a store that runs leave alone while it is at work."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from aggregator.errors import AlreadyRunning
from aggregator.runs.request import Request
from aggregator.store.sql import SqlStore
from aggregator.worker.desk import Desk, Pace
from tests.faults.site import Press


def test_the_registry_is_loaded_again_when_its_files_change(sqlite_url: str, tmp_path: Path) -> None:
    seeds = Press(date(2026, 11, 20), outlets=2).write_seeds(tmp_path / "seeds", 80)
    with closing(SqlStore.open(sqlite_url)) as store:
        desk = Desk(store, Request(store=sqlite_url, out=tmp_path, seeds=seeds), "one", Pace())
        before = desk.inputs
        desk.reload()
        assert desk.inputs is before
        (seeds / "outlets" / "o1.toml").unlink()
        desk.reload()
        assert [*desk.inputs.registry.outlets] == [*desk.groups] == ["o0"]


def test_no_run_begins_while_a_job_is_under_way(postgres_url: str, tmp_path: Path) -> None:
    with closing(SqlStore.open(postgres_url)) as store, closing(SqlStore.open(postgres_url)) as other:
        one, two = (Desk(each, Request(store=postgres_url, out=tmp_path), "one", Pace()) for each in (store, other))
        with one.busy():
            with one.busy(), two.busy(), pytest.raises(AlreadyRunning), other.lock():
                pytest.fail("a run began")
            with pytest.raises(AlreadyRunning), other.lock():
                pytest.fail("a run began")
        with other.lock(), pytest.raises(AlreadyRunning), one.busy():
            pytest.fail("a job began")
        with one.busy():
            pass
