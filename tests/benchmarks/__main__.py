"""Run the benchmarks and print their ratios: all of them, or those named."""

import sys

from tests.benchmarks import crawl, grouping, startup

PARTS = {"startup": startup.main, "crawl": crawl.main, "grouping": grouping.main}

for part in sys.argv[1:] or PARTS:
    PARTS[part]()
