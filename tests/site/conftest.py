"""The site of the demo's day, built by the command as an analyst does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import forked
from tests.fixtures.demo import Demo
from tests.fixtures.shared import Copied

KEY = "2026-11-20-evening"


@pytest.fixture(scope="session")
def site(demo: Demo, copied: Copied) -> Path:
    """The site in English; tests must not change it."""

    def build(folder: Path) -> None:
        done = forked("site", "build", "--to", folder / "site", "--language", "en", "--store", demo.store, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith("1 edition, 45 events, 65 stories to ")

    return copied("analyst", build).resolve() / "site"


def changed(demo: Demo, folder: Path, *statements: tuple[str, tuple[object, ...]]) -> str:
    """Return the URL of a copy of the demo's store in which these were executed."""
    path = folder / "changed.db"
    with (
        closing(sqlite3.connect(demo.store.removeprefix("sqlite:///"))) as store,
        closing(sqlite3.connect(path)) as copy,
    ):
        store.backup(copy)
        for statement, values in statements:
            copy.execute(statement, values)
        copy.commit()
    return f"sqlite:///{path}"
