"""`python -m tests.benchmarks.profile`: where the crawl of the benchmark spends its time, by Python's own profiler.

It counts each call of a Python function, so that its shares are too high for code in Python and too low for that in C.
"""

import pstats
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.crawl import PAGES, command, serving, write_seeds
from tests.paths import ROOT

STEPS = {
    "imports": "importlib._bootstrap>:_find_and_load",
    "fetching": "downloads.py:_fetch",
    "reading a page": "article.py:read_article_apart",
    "· its parser": "markup.py:parse_html",
    "· its body": "body.py:find_body",
    "· the rest of its header": "article.py:_finish",
    "trim": "trim.py:process_item",
    "validate": "validate.py:process_item",
    "normalize": "normalize.py:process_item",
    "attribute": "attribute.py:process_item",
    "deduplicate": "deduplicate.py:process_item",
    "classify": "classify.py:process_item",
    "store": "pipelines/store.py:process_item",
    "grouping": "grouping.py:regroup",
    "waiting for the network": "~:<method 'poll' of 'select.epoll' objects>",
}
"""Name of a step, and the end of its file with its function."""


def main() -> None:
    """Print milliseconds a page and the share of each step."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as base:
        site, profile = Path(folder), Path(folder) / "profile"
        write_seeds(site / "seeds", base)
        measured = [sys.executable, "-m", "cProfile", "-o", str(profile), *command(site, 0)]
        subprocess.run(measured, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        stats = pstats.Stats(str(profile))
    seconds = {f"{file}:{function}": values[3] for (file, _, function), values in stats.stats.items()}  # type: ignore[attr-defined]
    total = stats.total_tt  # type: ignore[attr-defined]
    for step, name in STEPS.items():
        found = max((spent for known, spent in seconds.items() if known.endswith(name)), default=0.0)
        print(f"| {step} | {1000 * found / PAGES:.2f} ms | {found / total:.0%} |")
    print(f"| all | {1000 * total / PAGES:.2f} ms | |")


if __name__ == "__main__":
    main()
