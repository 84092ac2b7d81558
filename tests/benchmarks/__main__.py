"""Run every benchmark and print its ratio."""

from tests.benchmarks import crawl, sources, startup

startup.main()
sources.main()
crawl.main()
