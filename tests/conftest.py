"""Fixtures that every package's tests share."""

from __future__ import annotations

import gc
import os

import pytest

from tests.commands import ACCESS, NO_CERTIFICATES

pytest_plugins = (
    "tests.fixtures.shared",
    "tests.fixtures.assembling",
    "tests.fixtures.demo",
    "tests.fixtures.machines",
    "tests.fixtures.stores",
)


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


@pytest.fixture
def seed() -> int:
    """The seed of what a test leaves to chance; a failure prints it."""
    seed = int(os.environ.get("AGGREGATOR_TEST_SEED", "1"))
    print(f"AGGREGATOR_TEST_SEED={seed}")
    return seed
