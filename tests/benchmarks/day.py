"""A day of 40 outlets with 200 stories each, from nothing to an edition on paper, on loopback without a delay."""

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aggregator.runs import collect, write_only
from aggregator.runs.request import Request
from tests.benchmarks.measure import Figure
from tests.faults.site import Press, served

FIRST = date(2026, 11, 1)
NOON = datetime(2026, 11, 1, 12, 5, tzinfo=UTC)
"""Five past eight in the evening, in the zone of the edition."""
OUTLETS, STORIES = 40, 200


def main() -> list[Figure]:
    """Return the seconds of the parts; they are of this machine, so nothing is asked of them."""
    with TemporaryDirectory() as folder, served(Press(FIRST, OUTLETS, STORIES)) as site:
        seeds = site.press.write_seeds(Path(folder) / "seeds", site.port)
        store = f"sqlite:///{folder}/store.db"
        request = Request(store=store, out=Path(folder) / "out", seeds=seeds, day=FIRST, at=NOON, publish=False)
        began, cpu = time.monotonic(), time.process_time()
        collected = collect(request).report
        crawled, crawled_cpu = time.monotonic(), time.process_time()
        written = write_only(request)
        ended, ended_cpu = time.monotonic(), time.process_time()
    stored = sum(outlet.stored for outlet in collected.outlets)
    if stored != OUTLETS * STORIES or not (written.digest and written.digest.entries):
        sys.exit(f"{stored} stories, {len(written.digest.entries) if written.digest else 0} entries")
    day = f"a day of {OUTLETS} outlets with {STORIES} stories each"
    return [
        Figure("day.crawl", crawled - began, None, f"{day} collected ({crawled_cpu - cpu:.0f} s of CPU)", "s"),
        Figure("day.edition", ended - crawled, None, f"its edition ({ended_cpu - crawled_cpu:.0f} s of CPU)", "s"),
    ]
