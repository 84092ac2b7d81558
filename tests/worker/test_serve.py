"""Workers on PostgreSQL, as processes: what they make together is what one process makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.faults.cluster import Desks, alone, fresh_database, kill_workers
from tests.faults.site import Press, Served, served

YESTERDAY = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
"""Its slot is due, and was missed."""


@pytest.fixture(scope="module")
def press() -> Iterator[Served]:
    """A press of four outlets with two stories each."""
    with served(Press(YESTERDAY, outlets=4, stories=2)) as site:
        yield site


@pytest.fixture(scope="module")
def seeds(press: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry of the press."""
    return press.press.write_seeds(tmp_path_factory.mktemp("press") / "seeds", press.port)


def test_four_workers_make_the_edition_of_one_process_to_the_byte(
    press: Served, seeds: Path, postgres_server: str, tmp_path: Path
) -> None:
    with fresh_database(postgres_server) as store, fresh_database(postgres_server) as own:
        desks = Desks(store, seeds, tmp_path / "workers", YESTERDAY)
        on_sqlite = alone(desks, f"sqlite:///{tmp_path / 'alone.db'}", tmp_path / "sqlite")
        on_postgres = alone(desks, own, tmp_path / "postgres")
        try:
            for _ in range(4):
                desks.start()
            desks.wait(desks.is_made)
            desks.wait(desks.is_quiet)
            assert desks.end() == [0] * 4
        finally:
            desks.kill()
        assert sorted(desks.urls()) == sorted(on_sqlite.urls())
        assert on_sqlite.editions() == on_postgres.editions() == desks.editions()
        assert len(desks.editions()) > 10
        with desks.opened() as opened:
            steps = sorted(step for step, *_ in opened.runs.steps(desks.key))
        assert steps == ["assemble", *(f"crawl o{number}" for number in range(4))]


def test_workers_that_are_killed_lose_nothing(
    press: Served, seeds: Path, postgres_server: str, tmp_path: Path, seed: int
) -> None:
    tally = kill_workers(press, postgres_server, seeds, tmp_path, kills=3, seed=seed, each=3)
    assert tally.kills == 3
    assert tally.clean, tally
