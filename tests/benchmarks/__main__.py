"""Run the benchmarks that are named, or all, and print their ratios."""

import sys

from tests.benchmarks import assembling, cluster, copies, crawl, exports, grouping, reading, site, sources, startup

PARTS = {
    "startup": startup.main,
    "sources": sources.main,
    "reading": reading.main,
    "crawl": crawl.main,
    "cluster": cluster.main,
    "copies": copies.main,
    "grouping": grouping.main,
    "assembling": assembling.main,
    "exports": exports.main,
    "site": site.main,
}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
