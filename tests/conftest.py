"""Fixtures that every package's tests share."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from pathlib import Path

import pytest

from tests.commands import ACCESS, NO_CERTIFICATES
from tests.paths import ROOT

pytest_plugins = (
    "tests.fixtures.shared",
    "tests.fixtures.assembling",
    "tests.fixtures.demo",
    "tests.fixtures.machines",
    "tests.fixtures.stores",
)


gc.disable()  # until the tests are collected


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files of the formats anew")


os.environ.update(ACCESS)
"""The tests' servers are on loopback; some of their outlets have names of the web."""
os.environ.update(NO_CERTIFICATES)

LONGEST = ("test_thirty_days.py", "test_workers.py", "test_outlets_commands.py")
"""Files with single tests of many seconds: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    gc.freeze()  # modules and collected tests stay to the end: no collection need go through them
    gc.enable()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import the tests, each worker beginning elsewhere: in a new checkout they share the rewriting of assertions."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        folders = [Path(argument) for argument in session.config.args if Path(argument).is_dir()]
        files = sorted(file for folder in folders for file in folder.resolve().rglob("test_*.py"))
        begin = len(files) * int(worker.removeprefix("gw")) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        for file in (*files[begin:], *files[:begin]):
            if not (file.parent / "__init__.py").exists():  # pytest gives those another name
                import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


@pytest.fixture
def seed() -> int:
    """The seed of what a test leaves to chance; a failure prints it."""
    seed = int(os.environ.get("AGGREGATOR_TEST_SEED", "1"))
    print(f"AGGREGATOR_TEST_SEED={seed}")
    return seed
