"""Measure the cost of a story that is signed, looked up, verified and stored, in a store of ten thousand to millions.

The texts are real clauses of the evaluation set, mixed; without the set the benchmark skips. A separate process takes
each sample, so that its memory is that of the work alone. `LARGEST=3000000` goes on from the million.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import text

from aggregator.copies import text_bands
from aggregator.store.sql import SqlStore
from pipelines.deduplicate import deduplicate
from tests.benchmarks.bulk import Filled, Texts
from tests.benchmarks.measure import Figure, answer, peak_memory, skipped
from tests.fixtures.stores import POSTGRES, fresh_schema
from tests.paths import SETS

SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
LARGE = 1_000_000
LIMIT = 1.1
"""Highest cost of a story in a large store, over the smallest."""
A_DAY = 2_100
"""Stories a day: a million come in 16 months."""
WARM_UP, SAMPLE, SAMPLES = 200, 800, 3
COPIES = 5
"""One story in this many is a copy."""
FLOOD = 100_000
DISCLAIMER = (
    "本平台所载内容均由用户自行上传，平台不对其真实性负责，投资有风险，入市须谨慎，如有疑问请拨打客服热线咨询。"
)
_BYTES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
    "current_schema()::regnamespace",
}
_BAND_BYTES = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name = 'bands'",
    "postgresql": "SELECT pg_total_relation_size('bands')",
}


def main() -> list[Figure]:
    """Print what a story costs; return the ratios, on SQLite and on the PostgreSQL server that is named."""
    if not (SETS / "events").is_dir():
        return skipped("copies", SETS)
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        found += _measure(f"sqlite:///{folder}/copies.db")
    if server := os.environ.get(POSTGRES):
        with fresh_schema(server) as url:
            found += _measure(url)
    return found


def _measure(url: str) -> list[Figure]:
    store = SqlStore.open(url)
    engine = store._database.backend.reader.dialect.name
    filled = Filled(store, Texts(_real(), 0), A_DAY)
    largest = int(os.environ.get("LARGEST") or LARGE)
    try:
        taken = {size: _taken(filled, size, url, engine) for size in SIZES if size <= largest}
        _flood(filled, engine)
        _drop(filled, engine)
        return [_figure(engine, size, taken) for size in taken if size >= LARGE]
    finally:
        store.close()


def _figure(engine: str, size: int, taken: dict[int, dict[str, float]]) -> Figure:
    what = "cpu" if engine == "sqlite" else "wall"  # a server works in its own processes
    few, many = taken[SIZES[0]][what], taken[size][what]
    stored = f"a story signed, looked up, verified and stored with {size:,} in the store, against {SIZES[0]:,}"
    key = f"copies.{engine}" + (f"_{size // LARGE}m" if size > LARGE else "")
    return Figure(key, many / few, LIMIT, f"{stored} ({many:.2f} and {few:.2f} ms)")


def _taken(filled: Filled, size: int, url: str, engine: str) -> dict[str, float]:
    """Grow the store, take samples of stories in separate processes, and print what the cheapest found."""
    filled.grow(size)
    whole, bands = (_size(filled.store, sizes[engine]) / size for sizes in (_BYTES, _BAND_BYTES))
    taken: dict[str, float] = min((_sample(filled, url) for _ in range(SAMPLES)), key=lambda sample: sample["cpu"])
    _say(
        f"copies, {engine}, {size:,} stories: {taken['cpu']:.2f} ms of CPU a story, {taken['wall']:.2f} in all "
        f"({taken['find']:.2f} to find), peak memory {taken['memory']:.0f} MiB; {whole:,.0f} bytes a story, "
        f"{bands:,.0f} of them bands; {taken['found']:.0%} of copies found, {taken['false']:.1%} of others linked"
    )
    return taken


def _sample(filled: Filled, url: str) -> dict[str, float]:
    taken: dict[str, float] = answer("tests.benchmarks.copies", url, str(filled.size), str(A_DAY))
    filled.size += WARM_UP + SAMPLE
    return taken


def _size(store: SqlStore, question: str) -> int:
    with store._database.reading() as connection:
        return int(connection.scalar(text(question)) or 0)


def _real() -> list[str]:
    lines = (SETS / "events" / "texts_zh.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def take(url: str, size: int, a_day: int) -> dict[str, float]:
    """Take stories as the pipelines do; return median milliseconds, the peak memory in MiB, and what was found."""
    store = SqlStore.open(url)
    filled = Filled(store, Texts(_real(), size), a_day)
    filled.size = size
    with store._database.reading() as connection:
        newest = text("SELECT text FROM stories ORDER BY number DESC LIMIT 2000")
        filled.recent.extend(connection.scalars(newest))
    found = list(_one_by_one(filled))
    store.close()
    costs = found[WARM_UP:]
    return {
        "wall": 1000 * median(wall for wall, _, _, _, _ in costs),
        "find": 1000 * median(find for _, find, _, _, _ in costs),
        "cpu": 1000 * median(cpu for _, _, cpu, _, _ in costs),
        "memory": peak_memory(),
        "found": _share(linked for *_, is_copy, linked in found if is_copy),
        "false": _share(linked for *_, is_copy, linked in found if not is_copy),
    }


def _share(values: Iterator[bool]) -> float:
    every = list(values)
    return sum(every) / len(every)


def _one_by_one(filled: Filled, copies: bool = True) -> Iterator[tuple[float, float, float, bool, bool]]:
    """Yield of each story: seconds, those to find what it repeats, those of CPU, whether it is a copy, was linked."""
    for number in range(WARM_UP + SAMPLE):
        is_copy = copies and number % COPIES == 0
        story = filled.next(filled.texts.reprint(filled.recent) if is_copy else filled.texts.fresh())
        start, cpu = time.perf_counter(), time.process_time()
        found = deduplicate(story, filled.store.stories)
        between = time.perf_counter()
        filled.store.stories.save(found, text_bands(found.text, found.language), None)
        end = time.perf_counter()
        yield end - start, between - start, time.process_time() - cpu, is_copy, found.copy_of is not None


def _flood(filled: Filled, engine: str) -> None:
    """Take stories that share a disclaimer and nothing else, when the store holds a hundred thousand of them."""
    texts = filled.texts
    fresh, rng = texts.fresh, random.Random(FLOOD)
    texts.fresh = lambda: "".join(rng.sample(fresh(), 80)) + DISCLAIMER  # type: ignore[method-assign]
    filled.grow(filled.size + FLOOD)
    found = list(_one_by_one(filled, copies=False))
    texts.fresh = fresh  # type: ignore[method-assign]
    cost, linked = 1000 * median(wall for wall, *_ in found), sum(linked for *_, linked in found)
    _say(f"copies, {engine}, after {FLOOD:,} with one disclaimer: {cost:.2f} ms a story, {linked} linked")


def _drop(filled: Filled, engine: str) -> None:
    story = filled.next(filled.texts.fresh())
    start = time.perf_counter()
    dropped = filled.store.stories.drop_bands(story.fetched_at)
    _say(f"copies, {engine}: {dropped:,} bands of past months dropped in {time.perf_counter() - start:.1f} s")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(take(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
