"""Plots of an outlet's health and of the outlets' stories, drawn by pygal as SVG without style, script or date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from rich.cells import cell_len

from aggregator.operation.health import Health
from aggregator.site.material import Visited
from aggregator.site.pages import Names, shortened
from aggregator.site.words import Words

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

MAX_VISITS = 56
"""Visits that a plot shows: four weeks of two a day."""
_MAX_LABELS = 6
"""Labels below a plot of visits: about as many as fit."""
_FONT, _MARGIN = 13, 12
_SETTINGS = {
    "width": 720, "height": 300, "margin": _MARGIN, "legend_at_bottom": True, "print_values": False,
    "truncate_label": -1, "no_prefix": True,
}  # fmt: skip
_DRAWN = frozenset({"svg", "g", "path", "rect", "circle", "text"})
"""Elements of pygal's SVG that are kept."""
_DROPPED = frozenset({"style", "id"})
"""Attributes that are not: the page's policy forbids the one, and the other is empty."""


def of_visits(visited: Visited, words: Words) -> Markup:
    """Draw what each of the last visits left."""
    health, times = visited.health, [f"{at:%m-%d %H:%M}" for at in visited.times[-MAX_VISITS:]]
    plot = _plot(
        "Bar", times, show_minor_x_labels=len(times) <= _MAX_LABELS, x_labels_major_count=_MAX_LABELS, margin_right=48
    )
    plot.add(words.one("new links"), [*health.new_by_visit[-MAX_VISITS:]])
    plot.add(words.one("stored stories"), [*health.stored_by_visit[-MAX_VISITS:]])
    plot.add(words.one("failed, refused, gone"), [*health.failed_by_visit[-MAX_VISITS:]])
    return _drawn(plot)


def of_fields(health: Health, words: Words) -> Markup:
    """Draw the share of the stored stories that have each field, in percent."""
    labels, height = [*map(words.one, health.fill)], 70 + 30 * len(health.fill)
    plot = _plot("HorizontalBar", labels, height=height, show_legend=False, range=(0, 100), margin_left=_room(labels))
    plot.add("", [round(100 * share, 1) for share in health.fill.values()])
    return _drawn(plot)


def of_outlets(counts: Mapping[str, tuple[int, int]], names: Names, words: Words) -> Markup:
    """Draw the stories of each outlet, and how many of them repeat another: the last of `counts` above."""
    labels = [shortened(names.outlet(outlet)) for outlet in counts]
    plot = _plot("HorizontalStackedBar", labels, height=110 + 24 * len(counts), margin_left=_room(labels))
    plot.add(words.one("originals"), [stories - copies for stories, copies in counts.values()])
    plot.add(words.one("copies"), [copies for _, copies in counts.values()])
    return _drawn(plot)


def _plot(kind: str, labels: Sequence[str], **options: Any) -> Graph:
    import pygal  # takes a tenth of a second, which no other command needs

    sizes = dict.fromkeys(("label_font_size", "major_label_font_size", "legend_font_size"), _FONT)
    style = pygal.style.Style(font_family="inherit", **sizes)
    settings = {**_SETTINGS, **options}
    plot: Graph = getattr(pygal, kind)(style=style, x_labels=[*labels], js=[], css=[], **settings)
    plot.add_xml_filter(_bare)
    return plot


def _room(labels: Sequence[str]) -> float:
    """Return the margin beside labels: pygal takes Chinese for half as wide as it is."""
    return _MARGIN + _FONT / 2 * max((cell_len(label) - len(label) for label in labels), default=0)


def _bare(svg: Any) -> Any:
    """Leave the drawing: the site's stylesheet colours it, its caption names it."""
    for element in [*svg.iter()]:
        if element.tag not in _DRAWN:
            element.getparent().remove(element)
        else:
            for name in _DROPPED & {*element.attrib}:
                del element.attrib[name]
    return svg


def _drawn(plot: Graph) -> Markup:
    return Markup(plot.render(is_unicode=True, disable_xml_declaration=True))  # noqa: S704 - pygal escapes its labels
