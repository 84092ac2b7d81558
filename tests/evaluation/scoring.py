"""Figures of the sets beside the checkout, by the scorers that lie with them: {set: {mark: figure}}."""

import gzip
import importlib.util
import json
from argparse import Namespace
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from aggregator.registry.files import layers_of
from aggregator.registry.sources import Sources, load_sources
from aggregator.text import letters
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind
from tests.commands import forked_clean
from tests.evaluation import adapters
from tests.evaluation.folds import Row, host_of_page, lines, share
from tests.paths import ROOT, SETS

SCORES = Path(__file__).parent / "scores.json"

Figures = dict[str, float]
Scores = dict[str, Figures]

PAGES = {"daniel": "articles", "pages": "articles", "fresh": "fresh", "english": "fresh"}
"""The sets of pages, with the folder of each."""
READ_BY_HAND = {"credit": "pages", "credit fresh": "fresh"}
"""The sets of pages whose original source is known."""
NOT_STORIES = {"not_stories": "articles", "not_stories fresh": "fresh"}
"""The lists of pages that are not stories, with the folder of each."""
ARTICLE_MARKS = ("f1", "bad", "empty", "frame", "title", "day", "minute", "clock", "wrong", "source", "author")
FOLDED = ("f1", "frame", "title", "minute", "source")
"""Marks that are shown by folds of hosts."""
EVENT_MARKS = ("precision", "recall", "F1", "B3_P", "B3_R", "B3_F1", "false_of_originals")
EDITION_MARKS = ("belongs", "section", "credit", "one event", "not told before", "day", "form", "top")
LOWER_IS_BETTER = frozenset({"bad", "empty", "wrong", "false_of_originals", "stories"})
EVERY = {"daniel": 3, "english": 3}
"""Of these sets the test reads only every third page; `make evaluate` reads all."""
SAMPLE = {"pairs_zh_short": 2000, "pairs_zh_long": 78, "groups_en": 200, "texts_zh": 300}
"""Lines of each set of events that the test scores, from the first on."""
SAMPLE_DAYS = ("2019-11-28-36kr", "2020-12-12-36kr")
"""The labelled days that the test scores: the two with the fewest items."""


def all_scores() -> Scores:
    """Score every set whole, and the samples that the test compares with."""
    whole = {name: _pages(name) for name in PAGES}
    samples = map(page_scores, PAGES)
    others = {name: {"stories": float(len(read_as_stories(folder)))} for name, folder in NOT_STORIES.items()}
    events = event_scores(None) | event_scores(SAMPLE)
    editions = edition_scores(labelled_days()) | edition_scores(SAMPLE_DAYS)
    return dict(ChainMap(whole, *samples, others, events, editions))


def page_scores(name: str) -> Scores:
    """Score the reading of a set of pages, or of a sample of it, and their credit where that is known."""
    every = EVERY.get(name, 1)
    credits = {credit: _credit(pages) for credit, pages in READ_BY_HAND.items() if pages == name}
    return {f"{name} sample" if every > 1 else name: _pages(name, every)} | credits


def labelled_days() -> tuple[str, ...]:
    """Return the names of the real days whose items are labelled."""
    return tuple(sorted(path.parent.name for path in (SETS / "editions").glob("*/day.json")))


def edition_scores(days: Sequence[str]) -> Scores:
    """Make the editions of labelled days through the command line; return the shares of entries that an editor passes.

    `top` is the share of the best events of the window that are printed.
    """
    scorer = _scorer("score_editions")
    scorer.run = lambda python, project, *words: forked_clean(*words, cwd=project)
    options, counts = Namespace(project=ROOT, python=None, keep=None, faults=False), dict[str, int]()
    for day in days:
        scorer.score_day(SETS / "editions" / day, options, counts)
    shares = {mark: counts[mark] / counts[f"of {mark}"] for mark in EDITION_MARKS}
    name = "editions" if tuple(days) == labelled_days() else "editions sample"
    return {name: _rounded({"clean": counts["clean"] / counts["entries"], **shares})}


def names(folder: str) -> list[str]:
    """Return the names of the sets in a folder."""
    return sorted(path.stem for path in (SETS / folder).glob("*.jsonl"))


def new_sets() -> list[str]:
    """Return the sets beside the checkout that have no committed scores, as `folder/name`."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in SETS.glob("*/*.jsonl") if path.stem not in committed())


def _pages(name: str, every: int = 1) -> Figures:
    rows = page_rows(name, every)
    found = {mark: share(mark)(rows) for mark in ARTICLE_MARKS}
    figures = {mark: figure for mark, figure in found.items() if figure is not None}
    return _rounded(figures | (_bodies(rows) if "f1" in figures else {}))


def _bodies(rows: Sequence[Row]) -> Figures:
    """Return `f1`, the mean over the pages, and `F1`, of mean precision and recall, as the public benchmark does."""
    f1, p, r = (fmean(row.marks[mark] for row in rows) for mark in ("f1", "p", "r"))
    return {"f1": f1, "F1": 2 * p * r / (p + r)}


@cache
def page_rows(name: str, every: int = 1) -> Sequence[Row]:
    """Score the reading of each page of a set, or of one in `every`."""
    score = _scorer("score_articles").score
    chosen = islice(pages(name), None, None, every)
    read = ((page, adapters.extract(html, page.get("url") or "")) for page, html in chosen)
    return [Row(host_of_page(page), score(page, found)) for page, found in read]


def pages(name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the pages of a set with their truth."""
    yield from _scorer("score_articles").load(SETS / PAGES[name], name)


SURE = 0.9
"""Confidence from which a credit counts as sure."""


def _credit(name: str) -> Figures:
    """Score the credits of a set of pages read by hand.

    `source`: the original source is right, by its canonical name or another that the registry knows it by; `verbatim`:
    by a name that the truth spells out; `rule`: what decided; `cited`: F1 of the sources cited; `sure`: right ones
    among the credits given with a confidence of at least .9.
    """
    rows = credit_rows(name)
    figures = {mark: share(mark)(rows) or 0.0 for mark in ("source", "verbatim", "rule", "sure")}
    hit, wanted, found = (sum(row.marks[mark] for row in rows) for mark in ("hit", "wanted", "found"))
    sure_of = sum("sure" in row.marks for row in rows) / len(rows)
    return _rounded({**figures, "cited": 2 * hit / (wanted + found), "sure_of": sure_of})


@cache
def credit_rows(name: str) -> Sequence[Row]:
    """Score the credit of each page of a set; `sure` is a mark of those that are sure."""
    sources = load_sources(layers_of())
    read = ((page, adapters.attribute(html, page.get("url") or "")) for page, html in pages(name))
    return [Row(host_of_page(page), _credited(page, found, sources)) for page, found in read]


def _credited(page: Mapping[str, Any], found: adapters.Credited, sources: Sources) -> Figures:
    names = {letters(name) for name in (page["original_source"], *(page.get("aliases") or ()))}
    source = letters(found["source"])
    wanted = {_known(name, sources) for name in page.get("cited_sources") or ()}
    cited = {_known(name, sources) for name in found["cited_sources"]}
    right = float(_known(found["source"], sources) in {_known(name, sources) for name in names})
    return {
        "source": right,
        "verbatim": float(source in names),
        "rule": float(found["rule"] == page["evidence"]),
        "hit": float(len(wanted & cited)),
        "wanted": float(len(wanted)),
        "found": float(len(cited)),
        **({"sure": right} if found["confidence"] >= SURE else {}),
    }


def _known(name: str, sources: Sources) -> str:
    """Fold the names of one source to one."""
    source = sources.named(name)
    return letters(source.name.zh if source else name)


def read_as_stories(folder: str) -> list[str]:
    """Return the pages of a folder that are not stories and are read as such."""
    listed = (SETS / folder / "not_stories.tsv").read_text("utf-8").splitlines()[1:]
    paths = [SETS / folder / line.split("\t")[0] for line in listed]
    pages = {path.name: Document(gzip.decompress(path.read_bytes()), "", adapters.EPOCH) for path in paths}
    return [name for name, page in pages.items() if read_article(page, None).kind is PageKind.STORY]


def figures_by_folds() -> Iterator[str]:
    """Yield the figures of the sets of pages by folds of hosts, a line each: the worst fold and the mean."""
    for name in PAGES:
        yield from lines(name, page_rows(name), FOLDED)
    for name, pages in READ_BY_HAND.items():
        yield from lines(name, credit_rows(pages), ("source", "sure"))


def general_extractor(name: str) -> str:
    """Score trafilatura alone on the bodies of a set, called as the public benchmark does."""
    from trafilatura import extract

    score = _scorer("score_articles").score
    found = ((page, extract(html, favor_precision=True, include_comments=False)) for page, html in pages(name))
    figures = _bodies([Row("", score(page, {"text": text})) for page, text in found])
    return f"  {name:<24} f1 {figures['f1']:.4f}  F1 {figures['F1']:.4f}"


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
