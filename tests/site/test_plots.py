"""The plots."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.operation.health import health_of
from aggregator.site.material import Visited
from aggregator.site.pages import Names
from aggregator.site.plots import MAX_VISITS, of_outlets, of_visits
from aggregator.site.words import Words
from aggregator.store.rows import Brought
from tests.formats.pages import read_page, texts
from tests.operation.visiting import SHANGHAI, report, visits


def heights(plot: LexborHTMLParser, series: int) -> list[float]:
    return [float(bar.attributes["height"] or 0) for bar in plot.css(f".serie-{series} .bar rect")]


def test_the_last_visits_are_drawn_with_a_few_whole_labels() -> None:
    stored = [number % 7 for number in range(70)]
    past = visits([report(stored=number) for number in stored])
    seen = Visited(health_of("lake", past, SHANGHAI, Brought(9, 3)), tuple(visit.at for visit in past))
    plot = read_page(of_visits(seen, Words("zh")))
    drawn = heights(plot, 1)
    assert len(drawn) == MAX_VISITS
    assert [round(6 * height / max(drawn)) for height in drawn] == stored[-MAX_VISITS:]
    labels = texts(plot, ".axis.x text")
    assert len(labels) <= 7
    assert all(len(label) == len("11-20 09:54") for label in labels)
    assert texts(plot, ".legend text") == ["新链接", "入库报道", "失败、拒收、消失"]


def test_names_of_the_web_are_text_in_a_plot(registry: Any) -> None:
    plot = read_page(of_outlets({"<script>f()</script>": (3, 1), "hexun": (9, 0)}, Names(registry, "en"), Words("en")))
    assert texts(plot, ".axis.y text") == ["<script>f()</script>", "Hexun"]
    assert plot.css("script, style, [style], [id], a, image") == []
    assert [len(heights(plot, series)) for series in (0, 1)] == [2, 2]
