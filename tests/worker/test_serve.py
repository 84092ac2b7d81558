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
def whole(press: Served, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """The edition as one process makes it on SQLite."""
    folder = tmp_path_factory.mktemp("press")
    seeds = press.press.write_seeds(folder / "seeds", press.port)
    return alone(seeds, YESTERDAY, f"sqlite:///{folder / 'alone.db'}", folder / "alone")


def test_four_workers_make_the_edition_of_one_process_to_the_byte(
    postgres_server: str, whole: Desks, tmp_path: Path
) -> None:
    with fresh_database(postgres_server) as store, fresh_database(postgres_server) as own:
        on_postgres = alone(whole.seeds, YESTERDAY, own, tmp_path / "postgres")
        desks = Desks(store, whole.seeds, tmp_path / "workers", YESTERDAY)
        try:
            for _ in range(4):
                desks.start()
            desks.wait(desks.is_made)
            desks.wait(desks.is_quiet)
            assert desks.end() == [0] * 4
        finally:
            desks.kill()
        assert sorted(desks.urls()) == sorted(whole.urls())
        assert whole.editions() == on_postgres.editions() == desks.editions()
        assert len(desks.editions()) > 10
        with desks.opened() as opened:
            steps = sorted(step for step, *_ in opened.runs.steps(desks.key))
        assert steps == ["assemble", *(f"crawl o{number}" for number in range(4))]


def test_workers_that_are_killed_lose_nothing(postgres_server: str, whole: Desks, tmp_path: Path, seed: int) -> None:
    tally = kill_workers(whole, postgres_server, tmp_path, kills=2, seed=seed, each=2)
    assert tally.kills == 2
    assert tally.clean, tally
