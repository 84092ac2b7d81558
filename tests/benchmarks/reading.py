"""CPU of reading a page, by the general rules and by an outlet's selectors, against trafilatura on the same pages.

The pages are those of the evaluation sets; without them the benchmark skips. The selectors of a page are those that
`aggregator outlets new` proposes for it.
"""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from trafilatura import bare_extraction

from aggregator.registry.outlets import Layout, Outlet
from spiders.proposing.derive import selectors_of
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind
from tests.benchmarks.measure import Figure, skipped
from tests.evaluation import adapters
from tests.evaluation.scoring import pages
from tests.paths import SETS

CHINESE, ENGLISH = ("daniel", "pages", "fresh"), ("english",)
A_SET = 20
"""Pages of each set, the first."""
ROUNDS = 3
"""Each page is read this often, by all in turn; the cheapest counts."""


class Costs(NamedTuple):
    """Milliseconds of CPU for a page."""

    general: float
    selectors: float
    trafilatura: float
    text_alone: float
    """Trafilatura, when it does not look for title, date and author."""


def main() -> list[Figure]:
    """Return the ratios; none without the pages."""
    if not SETS.is_dir():
        return skipped("reading", SETS)
    return [
        figure
        for language, (names, limit) in {"chinese": (CHINESE, 0.4), "english": (ENGLISH, 1.0)}.items()
        for figure in _compare(language, [document for name in names for document in _documents(name)], limit)
    ]


def _documents(name: str) -> Iterator[Document]:
    for number, (page, html) in enumerate(pages(name)):
        if number < A_SET:
            yield Document(html, page.get("url") or "https://page.invalid/1.html", adapters.EPOCH)


def _compare(language: str, documents: list[Document], limit: float) -> list[Figure]:
    costs = [_costs(document, outlet) for document in documents if (outlet := _with_selectors(document))]
    general, selectors, trafilatura, text_alone = (sum(values) / len(costs) for values in zip(*costs, strict=True))
    theirs = f"trafilatura with metadata on {len(costs)} pages"
    text = f"{trafilatura:.1f} ms, {text_alone:.1f} for the text alone"
    general_what = f"a page by the general rules, against {theirs} ({general:.1f} ms and {text})"
    selected_what = f"a page by selectors, against {theirs} ({selectors:.1f} ms and {text})"
    return [
        Figure(f"reading.{language}", general / trafilatura, limit, general_what),
        Figure(f"reading.{language}_selectors", selectors / trafilatura, None, selected_what),
    ]


def _with_selectors(document: Document) -> Outlet | None:
    """Return an outlet with selectors for a page; None if no body can be selected."""
    reading, outlet = read_article(document, None), adapters.outlet_at("page.invalid", id="page")
    if reading.kind is not PageKind.STORY:
        return None
    found = selectors_of(document, reading, outlet)
    layout = Layout.model_validate({field: [css] for field, css in found.items()})
    return outlet.model_copy(update={"layouts": (layout,)}) if "body" in found else None


def _costs(document: Document, outlet: Outlet) -> Costs:
    calls: tuple[Callable[[], object], ...] = (
        lambda: read_article(document, None),
        lambda: read_article(document, outlet),
        lambda: bare_extraction(document.body, with_metadata=True),
        lambda: bare_extraction(document.body, with_metadata=False),
    )
    rounds = [[_cpu(call) for call in calls] for _ in range(ROUNDS)]
    return Costs(*(1000 * min(values) for values in zip(*rounds, strict=True)))


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start
