"""A crawl of 1,000 pages of 100 KB through all pipelines, against bare Scrapy fetching the same pages."""

import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import ROOT, Figure, best, cost

PAGES = 1000
PAGE_BYTES = 100_000
LIMIT, GENERAL_LIMIT, AGAIN_LIMIT = 2.0, 5.0, 0.05

OUTLET = """
id = "bench"
name = { zh = "基准", en = "Bench" }
home = "BASE/"
hosts = ["127.0.0.1"]
source = "bench"
story = '/story/'
[[entries]]
kind = "listing"
url = "BASE/list"
[entries.list]
item = "li.news"
link = "a::attr(href)"
title = "a"
[[layouts]]
title = ["h1.headline"]
time = ["span.time"]
source = ["span.from"]
body = ["div.article"]
[politeness]
delay = 0.0
"""
OUTLET_WITHOUT = re.sub(r"(?s)\[\[layouts\]\].*?(?=\[politeness)", "", OUTLET)
"""Without selectors."""
SOURCES = """
nobody = ["网络"]
[[sources]]
id = "bench"
name = { zh = "基准", en = "Bench" }
kind = "outlet"
"""


def main() -> list[Figure]:
    """Return the ratios."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as base:
        return _compare(Path(folder), base)


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Write the pages into a folder and serve it; yield its address."""
    write_site(site)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.server", str(site)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait(10)


def _compare(site: Path, base: str) -> list[Figure]:
    bare = best(["-m", "tests.benchmarks.bare", f"{base}/list"], 2)
    write_seeds(site / "seeds", base)
    ours = min((cost(command(site, number)) for number in range(2)), key=lambda found: found.cpu)
    again = cost([*command(site, 0), "--outlet", "bench"])
    not_due = cost(command(site, 0))
    write_seeds(site / "general" / "seeds", base, OUTLET_WITHOUT)
    general = cost(command(site / "general", 0))
    kept = f"{PAGES:,} pages of {PAGE_BYTES // 1000} kB"
    each = 1000 / PAGES
    return [
        Figure(
            "crawl.cpu", ours.cpu / bare.cpu, LIMIT,
            f"{kept} with selectors through everything, against bare Scrapy fetching them "
            f"({ours.cpu * each:.1f} and {bare.cpu * each:.1f} ms a page)",
        ),
        Figure(
            "crawl.general", general.cpu / bare.cpu, GENERAL_LIMIT,
            f"the same without selectors ({general.cpu * each:.1f} ms a page)",
        ),
        Figure("crawl.again", again.cpu / ours.cpu, AGAIN_LIMIT, f"the crawl again, nothing new ({again.cpu:.1f} s)"),
        Figure("crawl.not_due", not_due.cpu / ours.cpu, None, f"the same, the outlet not due ({not_due.cpu:.1f} s)"),
        Figure(
            "crawl.memory", ours.memory / bare.memory, None,
            f"peak memory ({ours.memory:.0f} and {bare.memory:.0f} MB)",
        ),
    ]  # fmt: skip


def command(site: Path, number: int) -> list[str]:
    """Return the arguments of Python for a crawl into one of the stores of a folder."""
    store = f"sqlite:///{site}/store{number}.db"
    config = str(site / "newsdesk.toml")
    return ["-m", "aggregator", "crawl", "--config", config, "--seeds", str(site / "seeds"), "--store", store, "--json"]


def write_seeds(folder: Path, base: str, outlet: str = OUTLET) -> None:
    """Write a registry of one outlet."""
    (folder / "outlets").mkdir(parents=True)
    (folder / "outlets" / "bench.toml").write_text(outlet.replace("BASE", base), "utf-8")
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    (folder.parent / "newsdesk.toml").write_text('allow_hosts = ["127.0.0.1"]', "utf-8")
    (folder / "sections.toml").write_bytes((ROOT / "seeds" / "sections.toml").read_bytes())


def write_site(folder: Path) -> None:
    """Write the list page and the stories: a body of some 1,200 characters among 100 KB of page."""
    rng = random.Random(1)
    (folder / "story").mkdir()
    items = "".join(f'<li class="news"><a href="/story/{n}">第{n}条</a></li>' for n in range(PAGES))
    (folder / "list").write_text(f"<html><meta charset=utf-8><ul>{items}</ul></html>", "utf-8")
    for number in range(PAGES):
        (folder / "story" / str(number)).write_text(_page(number, rng), "utf-8")


def _page(number: int, rng: random.Random) -> str:
    body = "".join(f"<p>{_sentence(rng)}</p>" for _ in range(12))
    head = (
        f"<html><head><meta charset=utf-8><title>第{number}条：{_words(rng, 12)}_基准</title></head><body>"
        f'<h1 class="headline">第{number}条：{_words(rng, 12)}</h1>'
        f'<span class="time">2026-11-20 09:{number % 60:02d}</span><span class="from">来源：基准</span>'
        f'<div class="article">{body}</div>'
    )
    filler: list[str] = []
    size = len(head.encode())
    while size < PAGE_BYTES:
        filler.append(
            f'<li class="rank"><a href="/r/{rng.random()}" title="{_words(rng, 8)}">{_words(rng, 10)}</a></li>'
        )
        size += len(filler[-1].encode())
    return head + f"<ul>{''.join(filler)}</ul></body></html>"


def _words(rng: random.Random, count: int) -> str:
    return "".join(chr(rng.randint(0x4E00, 0x9FA0)) for _ in range(count))


def _sentence(rng: random.Random) -> str:
    return f"{_words(rng, 40)}，{rng.randint(1, 9999)}万元，{_words(rng, 45)}。"
