"""Run every benchmark and print its ratio."""

from tests.benchmarks import crawl, startup

startup.main()
crawl.main()
