"""The commands of a cluster, on workers that live, end and die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg
import pytest

from aggregator.operation.cluster import read_cluster
from aggregator.store import Lease, open_store
from aggregator.worker.orders import CONTROL_QUEUE
from tests.commands import ACCESS, forked
from tests.faults.cluster import Desks, fresh_database
from tests.faults.site import Press
from tests.paths import ROOT


@pytest.fixture
def desks(postgres_server: str, tmp_path: Path) -> Iterator[Desks]:
    """A store without workers, and a press that nobody serves."""
    seeds = Press(date(2026, 11, 20), outlets=2).write_seeds(tmp_path / "seeds", 9)
    with fresh_database(postgres_server) as store:
        found = Desks(store, seeds, tmp_path / "desks", date(2026, 11, 20))
        open_store(store).close()
        yield found
        found.kill()


def run(desks: Desks, *words: str) -> tuple[int, str]:
    given = ("--store", desks.store, *(() if words[1] == "drain" else ("--seeds", str(desks.seeds))))
    done = forked(*words, *given, cwd=desks.folder, environment={**os.environ, **ACCESS})
    return done.returncode, done.stdout + done.stderr


def living(desks: Desks) -> list[str]:
    with desks.opened() as store:
        return [worker.name for worker in read_cluster(store).workers if worker.alive]


def test_workers_are_shown_and_drained(desks: Desks) -> None:
    assert run(desks, "cluster", "status") == (1, "")
    worker = desks.start([CONTROL_QUEUE])
    desks.wait(lambda: len(living(desks)) == 1)
    desks.wait(lambda: bool(_status(desks)["queues"]))  # the polls wait for a worker that crawls
    [name] = living(desks)
    code, shown = run(desks, "cluster", "status")
    assert code == 0
    assert f"worker {name} alive" in " ".join(shown.split())
    assert run(desks, "cluster", "status", "--worker", "nobody") == (1, "")
    assert _status(desks)["queues"]["crawl"]["todo"] == 2
    assert run(desks, "cluster", "drain", "nobody")[0] == 2
    assert run(desks, "cluster", "drain", name) == (0, "")
    worker.join(60)
    assert worker.exitcode == 0
    assert run(desks, "cluster", "drain") == (0, "")
    assert run(desks, "cluster", "status")[0] == 1
    assert _status(desks)["periodic"] == {}  # at rest, and no alarm


def _status(desks: Desks) -> dict[str, dict[str, dict[str, int]]]:
    return json.loads(run(desks, "cluster", "status", "--json")[1])


def test_a_worker_takes_over_the_name_of_one_that_was_killed(desks: Desks) -> None:
    with desks.opened() as store:
        store.leases.take("worker:twin", "twin", desks.pace.lease)
    desks.start([CONTROL_QUEUE], name="twin")
    desks.wait(lambda: {lease.token for lease in _leases(desks) if lease.name == "worker:twin"} == {2})
    assert living(desks) == ["twin"]
    assert desks.end() == [0]


def test_a_worker_whose_signs_of_life_fail_ends_itself(desks: Desks) -> None:
    worker = desks.start([CONTROL_QUEUE])
    desks.wait(lambda: "periodic:plan" in {lease.name for lease in _leases(desks)})
    with closing(psycopg.connect(desks.store, autocommit=True)) as connection:
        connection.execute("DROP FUNCTION procrastinate_update_heartbeat_v1")
    worker.join(60)
    assert worker.exitcode == 1
    assert living(desks) == []  # it has said that it ends


def _leases(desks: Desks) -> list[Lease]:
    with desks.opened() as store:
        return store.leases.find()


def test_jobs_of_workers_whose_rows_are_gone_are_swept(desks: Desks) -> None:
    worker = desks.start([CONTROL_QUEUE])
    desks.wait(lambda: bool(_status(desks)["queues"]))
    with closing(psycopg.connect(desks.store, autocommit=True)) as connection:
        taken = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE task_name = 'crawl'"
        connection.execute(taken)
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'crawl' AND status = 'todo'"
        desks.wait(lambda: connection.execute(waiting).fetchone() == (2,))
        doing = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'crawl' AND status = 'doing'"
        desks.wait(lambda: connection.execute(doing).fetchone() == (0,))
    worker.terminate()
    worker.join(60)
    assert worker.exitcode == 0


def test_who_has_no_workers_does_not_load_their_queue() -> None:
    modules = "sys, aggregator.cli.app, aggregator.runs, aggregator.worker.serve"
    loaded = f"import {modules}; sys.exit('procrastinate' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0


def test_workers_need_postgresql_and_known_queues(tmp_path: Path) -> None:
    words = ("worker", "--store", f"sqlite:///{tmp_path / 'store.db'}")
    done = forked(*words, cwd=tmp_path, environment={**os.environ, **ACCESS})
    assert done.returncode == 2
    assert "workers need a store on PostgreSQL" in done.stderr
    done = forked(*words, "--queues", "crawl,naps", cwd=tmp_path, environment={**os.environ, **ACCESS})
    assert done.returncode == 2
    assert "unknown queue 'naps'; known: crawl, editions, control" in done.stderr
