"""The short form of `make faults`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.faults.kills import kill_runs
from tests.faults.site import Press, served


def test_runs_that_are_killed_lose_nothing_and_end_in_the_same_bytes(tmp_path: Path, seed: int) -> None:
    with served(Press(date(2026, 11, 20), outlets=2, stories=3)) as site:
        seeds = site.press.write_seeds(tmp_path / "seeds", site.port)
        tally = kill_runs(site, seeds, tmp_path / "kills", points=3, seed=seed, commands=("run", "gc", "backup"))
    assert (tally.points, tally.kills + tally.ended_first) == (3, 3)
    assert tally.clean, tally
