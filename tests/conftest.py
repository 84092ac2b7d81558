"""Fixtures that every package's tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from aggregator.store import Store, open_store

pytest_plugins = ("tests.fixtures.assembling", "tests.fixtures.demo", "tests.fixtures.machines")

POSTGRES = "AGGREGATOR_TEST_POSTGRES"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files of the formats anew")


LONGEST = ("test_thirty_days.py", "test_workers.py", "test_outlets_commands.py")
"""Files with single tests of many seconds: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@contextmanager
def fresh_schema(server: str) -> Iterator[str]:
    """Give the URL of a new, empty schema in the server's database, and drop it afterwards."""
    import psycopg
    from sqlalchemy import make_url

    name = f"test_{uuid4().hex}"
    url = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            connection.execute("SET lock_timeout = '10s'")
            connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty store on PostgreSQL."""
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server")
    with fresh_schema(server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, once on each engine."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, open, once on each engine."""
    opened = open_store(store_url)
    yield opened
    opened.close()
