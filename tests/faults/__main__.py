"""`make faults`: kills at many points, of workers too, and outages of a third of the outlets.

Exits with 1 if anything went wrong. Without a PostgreSQL server in AGGREGATOR_TEST_POSTGRES no worker is killed, which
is said.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.faults.cluster import alone, kill_workers
from tests.faults.kills import kill_runs
from tests.faults.many import many_workers
from tests.faults.outages import suffer
from tests.faults.site import Press, served
from tests.fixtures.stores import POSTGRES

YESTERDAY = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
"""Of the stories: at night those of today are still to come."""
OUTAGES = (
    {1: "down", 4: "errors", 7: "busy"},
    {1: "slow stories", 4: "broken stories", 7: "busy for long"},
)


def main() -> int:
    """Run what was asked for; print the figures."""
    asked = argparse.ArgumentParser(prog="tests.faults")
    asked.add_argument("--points", type=int, default=200, help="moments at which commands are killed; 0: outages only")
    asked.add_argument("--seed", type=int, default=1, help="of the moments")
    asked.add_argument("--workers", type=int, default=100, help="moments at which workers are killed")
    asked.add_argument("--lanes", type=int, default=2, help="commands that run at once")
    asked.add_argument("--only", choices=["workers", "many"], help="one of the parts: kills of workers, many")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.only == "many":
            return 0 if _many(Path(name)) else 1
        workers = not given.workers or _workers(Path(name), given.workers, given.seed)
        if given.only:
            return 0 if workers else 1
        workers &= _many(Path(name))
        kills = not given.points or _kills(Path(name), given.points, given.seed, given.lanes)
        return 0 if workers & kills & _outages(Path(name)) else 1


def _many(folder: Path) -> bool:
    server = os.environ.get(POSTGRES)
    if not server:
        print(f"many: skipped: {POSTGRES} names no PostgreSQL server", flush=True)
        return True
    with served(Press(YESTERDAY, outlets=500, stories=2)) as site:
        figures = many_workers(site, server, site.press.write_seeds(folder / "seeds-many", site.port), folder / "many")
    print("many:", asdict(figures), flush=True)
    return figures.clean


def _workers(folder: Path, kills: int, seed: int) -> bool:
    server = os.environ.get(POSTGRES)
    if not server:
        print(f"workers: skipped: {POSTGRES} names no PostgreSQL server", flush=True)
        return True
    with served(Press(YESTERDAY, outlets=6, stories=20)) as site:
        seeds = site.press.write_seeds(folder / "seeds-workers", site.port)
        whole = alone(seeds, YESTERDAY, f"sqlite:///{folder / 'whole.db'}", folder / "whole")
        tally = kill_workers(whole, server, folder / "workers", kills, seed)
    print("workers:", asdict(tally), flush=True)
    return tally.clean and tally.kills >= kills


def _kills(folder: Path, points: int, seed: int, lanes: int) -> bool:
    with served(Press(YESTERDAY, outlets=3, stories=4)) as site:
        seeds = site.press.write_seeds(folder / "seeds", site.port)
        tally = kill_runs(site, seeds, folder / "kills", points, seed, lanes)
    print("kills:", asdict(tally), flush=True)
    return tally.clean


def _outages(folder: Path) -> bool:
    good = True
    with served(Press(YESTERDAY, outlets=10, stories=40)) as site:
        seeds = site.press.write_seeds(folder / "seeds-outages", site.port)
        for number, faults in enumerate(OUTAGES):
            outage = suffer(site, seeds, folder / f"outage-{number}", faults)
            print(f"outage {faults}:", asdict(outage), flush=True)
            good &= outage.healthy == outage.recovered == 1.0 and outage.exit_code == 3 and not outage.within_pause
            good &= outage.requests <= 1.2 and outage.seconds <= 1.5
    return good


if __name__ == "__main__":
    sys.exit(main())
