"""Tests of what a fork of a test's process does with that process's garbage."""

from __future__ import annotations

import gc
import os

import duckdb
import pytest


class Circle:
    """Garbage that only a collection finds, and with it a connection that has threads."""

    def __init__(self) -> None:
        self.itself = self
        self.connection = duckdb.connect()
        self.connection.execute("SELECT count(*) FROM range(1000000) AS rows(n) WHERE n % 3 = 1").fetchall()


@pytest.fixture
def garbage():
    gc.disable()
    Circle()
    yield
    gc.enable()
    gc.collect()


@pytest.mark.usefixtures("garbage")
def test_a_fork_leaves_connections_that_have_threads_to_its_parent() -> None:
    child = os.fork()
    if child == 0:
        gc.collect()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
