"""Figures of the sets beside the checkout, by the scorers that lie with them: {set: {mark: figure}}."""

import gzip
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from aggregator.registry.files import seeds_folder
from aggregator.registry.sources import Sources, load_sources
from aggregator.text import letters
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind
from tests.evaluation import adapters
from tests.paths import ROOT, SHARED

SETS = SHARED / "evaluation"
SCORES = Path(__file__).parent / "scores.json"

Figures = dict[str, float]
Scores = dict[str, Figures]

ARTICLE_MARKS = ("f1", "bad", "empty", "frame", "title", "day", "minute", "clock", "wrong", "source", "author")
EVENT_MARKS = ("precision", "recall", "F1", "B3_P", "B3_R", "B3_F1", "false_of_originals")
EDITION_MARKS = ("belongs", "section", "credit", "one event", "not told before", "day", "form", "top")
LOWER_IS_BETTER = frozenset({"bad", "empty", "wrong", "false_of_originals", "stories"})
SAMPLE = {"pairs_zh_short": 2000, "pairs_zh_long": 78, "groups_en": 200, "texts_zh": 300}
"""Lines of each set of events that the test scores, from the first on."""
SAMPLE_DAYS = ("2019-11-28-36kr", "2020-12-12-36kr")
"""The labelled days that the test scores: the two with the fewest items."""


def all_scores() -> Scores:
    """Score every set whole, and the samples that the test compares with."""
    pages_and_events = article_scores(names("articles")) | event_scores(None) | event_scores(SAMPLE)
    return pages_and_events | edition_scores(labelled_days()) | edition_scores(SAMPLE_DAYS)


def article_scores(sets: Sequence[str]) -> Scores:
    """Score the reading of pages, their credit, and that a page that is not a story is not read as one."""
    scores = {name: _pages(name) for name in sets}
    credits = {"credit": _credit("articles", "pages"), "credit fresh": _credit("fresh", "fresh")}
    return scores | credits | {"not_stories": {"stories": float(len(read_as_stories()))}}


def labelled_days() -> tuple[str, ...]:
    """Return the names of the real days whose items are labelled."""
    return tuple(sorted(path.parent.name for path in (SETS / "editions").glob("*/day.json")))


def edition_scores(days: Sequence[str]) -> Scores:
    """Make the editions of labelled days through the command line; return the shares of entries that an editor passes.

    `top` is the share of the best events of the window that are printed.
    """
    chosen = [part for day in days for part in ("--day", day)]
    command = [sys.executable, SETS / "score_editions.py", "--python", sys.executable, "--project", ROOT, *chosen]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    counts = json.loads(done.stdout.splitlines()[-1])
    shares = {mark: counts[mark] / counts[f"of {mark}"] for mark in EDITION_MARKS}
    name = "editions" if tuple(days) == labelled_days() else "editions sample"
    return {name: _rounded({"clean": counts["clean"] / counts["entries"], **shares})}


def names(folder: str) -> list[str]:
    """Return the names of the sets in a folder."""
    return sorted(path.stem for path in (SETS / folder).glob("*.jsonl"))


def new_sets() -> list[str]:
    """Return the sets beside the checkout that have no committed scores, as `folder/name`."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in SETS.glob("*/*.jsonl") if path.stem not in committed())


def _pages(name: str) -> Figures:
    scorer = _scorer("score_articles")
    rows = [scorer.score(page, adapters.extract(html, page.get("url") or "")) for page, html in pages(name)]
    marks = {mark: [row[mark] for row in rows if mark in row] for mark in ARTICLE_MARKS}
    figures = {mark: fmean(values) for mark, values in marks.items() if values}
    if "f1" in figures:  # of the mean precision and the mean recall, as the public benchmark reckons it
        p, r = fmean(row["p"] for row in rows), fmean(row["r"] for row in rows)
        figures["F1"] = 2 * p * r / (p + r)
    return _rounded(figures)


def pages(name: str, folder: str = "articles") -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the pages of a set with their truth."""
    yield from _scorer("score_articles").load(SETS / folder, name)


SURE = 0.9
"""Confidence from which a credit counts as sure."""


def _credit(folder: str, name: str) -> Figures:
    """Score the credits of a set of pages read by hand.

    `source`: the original source is right, by its canonical name or another that the registry knows it by; `verbatim`:
    by a name that the truth spells out; `rule`: what decided; `cited`: F1 of the sources cited; `sure`: right ones
    among the credits given with a confidence of at least .9.
    """
    sources = load_sources(seeds_folder())
    rows = [
        _credited(page, adapters.attribute(html, page.get("url") or ""), sources) for page, html in pages(name, folder)
    ]
    figures = {mark: fmean(row[mark] for row in rows) for mark in ("source", "verbatim", "rule")}
    sure = [row["source"] for row in rows if row["confidence"] >= SURE]
    hit, wanted, found = (sum(row[mark] for row in rows) for mark in ("hit", "wanted", "found"))
    return _rounded(
        {**figures, "cited": 2 * hit / (wanted + found), "sure": fmean(sure), "sure_of": len(sure) / len(rows)}
    )


def _credited(page: Mapping[str, Any], found: adapters.Credited, sources: Sources) -> Figures:
    names = {letters(name) for name in (page["original_source"], *(page.get("aliases") or ()))}
    source = letters(found["source"])
    wanted = {_known(name, sources) for name in page.get("cited_sources") or ()}
    cited = {_known(name, sources) for name in found["cited_sources"]}
    return {
        "source": float(_known(found["source"], sources) in {_known(name, sources) for name in names}),
        "verbatim": float(source in names),
        "rule": float(found["rule"] == page["evidence"]),
        "confidence": found["confidence"],
        "hit": float(len(wanted & cited)),
        "wanted": float(len(wanted)),
        "found": float(len(cited)),
    }


def _known(name: str, sources: Sources) -> str:
    """Fold the names of one source to one."""
    source = sources.named(name)
    return letters(source.name.zh if source else name)


def read_as_stories() -> list[str]:
    """Return the pages that are not stories and are read as such."""
    folder = SETS / "articles"
    names = [line.split("\t")[0] for line in (folder / "not_stories.tsv").read_text("utf-8").splitlines()[1:]]
    pages = {name: Document(gzip.decompress((folder / name).read_bytes()), "", adapters.EPOCH) for name in names}
    return [name for name, page in pages.items() if read_article(page, None).kind is PageKind.STORY]


def event_scores(sample: Mapping[str, int] | None) -> Scores:
    """Score pairs, groups and copies: on the whole sets, or on the first lines of those that `sample` names."""
    if sample is None:
        return {name: _events(SETS / "events" / f"{name}.jsonl") for name in names("events")}
    with TemporaryDirectory() as folder:
        return {f"{name} sample": _events(_first_lines(name, count, Path(folder))) for name, count in sample.items()}


def _first_lines(name: str, count: int, folder: Path) -> Path:
    """Write the first lines of a set of events to a file in `folder`."""
    path = folder / f"{name}.jsonl"
    with (SETS / "events" / path.name).open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, count)), "utf-8")
    return path


def _events(path: Path) -> Figures:
    scorer = _scorer("score_events")
    kind = path.stem.split("_")[0]
    result = scorer.copies(adapters, path, 1) if kind == "texts" else getattr(scorer, kind)(adapters, path)
    return _rounded({mark: result[mark] for mark in EVENT_MARKS if mark in result})


def cpu_ratio(metadata: bool, name: str = "daniel") -> float:
    """Return our CPU for a set of pages over trafilatura's, one after the other in this process.

    `metadata`: whether trafilatura looks for title, date and author too, as our reader does.
    """
    from trafilatura import bare_extraction

    documents = [(html, page.get("url") or "") for page, html in pages(name)]
    adapters.extract(*documents[0])
    bare_extraction(documents[0][0], with_metadata=metadata)
    start = time.process_time()
    for html, url in documents:
        adapters.extract(html, url)
    ours = time.process_time()
    for html, _ in documents:
        bare_extraction(html, with_metadata=metadata)
    return (ours - start) / (time.process_time() - ours)


def is_worse(mark: str, new: float, old: float, tolerance: float) -> bool:
    """Return whether a figure went the wrong way by more than the tolerance."""
    return (new - old if mark in LOWER_IS_BETTER else old - new) > tolerance


@cache
def committed() -> Scores:
    """Return the scores of the committed file."""
    scores: Scores = json.loads(SCORES.read_text("utf-8")) if SCORES.exists() else {}
    return scores


def _rounded(figures: Mapping[str, float]) -> Figures:
    return {mark: round(float(figure), 4) for mark, figure in figures.items()}


@cache
def _scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SETS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
