"""Peak memory of a crawl of 10,000 pages, against one of 1,000: nothing of a page may stay.

With the grouping that ends a run it grows with the stories of the last days, which are compared.
"""

import json
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from aggregator.crawl.context import Context
from aggregator.crawl.crawlers import crawl
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.runs.grouping import regroup
from aggregator.store import open_store
from tests.benchmarks.day import FIRST, NOON
from tests.benchmarks.measure import Figure, answer, peak_memory
from tests.faults.site import Press, served

OUTLETS, FEW, MANY = 10, 100, 1000
"""Stories of each outlet: a visit takes up at most 2,000."""
LIMIT = 1.1


def main() -> list[Figure]:
    """Return the ratios of the crawl alone and with the grouping."""
    few, many = _peaks(FEW), _peaks(MANY)
    what = f"of {OUTLETS * MANY:,} pages, against {OUTLETS * FEW:,} ({{:.0f}} and {{:.0f}} MB)"
    return [
        Figure("memory.crawl", many[0] / few[0], LIMIT, "peak memory of a crawl " + what.format(many[0], few[0])),
        Figure(
            "memory.grouped", many[1] / few[1], None, "the same with their grouping " + what.format(many[1], few[1])
        ),
    ]


def _peaks(stories: int) -> list[float]:
    found: list[float] = answer("tests.benchmarks.memory", str(stories))
    return found


def take(stories: int) -> list[float]:
    """Crawl this number of stories of each outlet, and group them; return the peaks after both in MiB."""
    with TemporaryDirectory() as folder, served(Press(FIRST, OUTLETS, stories)) as site:
        registry = Registry.load(layers_of(site.press.write_seeds(Path(folder) / "seeds", site.port)))
        with closing(open_store(f"sqlite:///{folder}/store.db")) as store:
            context = Context(store, registry, uuid4().hex[:12], at=NOON)
            reports = crawl(context, list(registry.outlets.values()))
            crawled = peak_memory()
            regroup(context)
    if (stored := sum(report.stored for report in reports)) != OUTLETS * stories:
        sys.exit(f"{stored} of {OUTLETS * stories} stories were stored")
    return [crawled, peak_memory()]


if __name__ == "__main__":
    print(json.dumps(take(int(sys.argv[1]))))
