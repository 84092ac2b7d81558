"""Derive selectors from the fields that the general rules found on a page; each is tried before it is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from aggregator.registry.outlets import Layout, Outlet
from aggregator.text import letters

from ..readers.document import Document
from ..readers.header.dates import parse_moment
from ..readers.header.fields import clean_label
from ..readers.page.article import read_article
from ..readers.page.encoding import decode
from ..readers.page.markup import parse_html
from ..readers.reading import Reading
from .selectors import holder_of, selector_of, smallest_with, sole_selector_of

MAX_DIFFERENCE = 0.1
"""Share of a body's letters by which a second reading may be longer or shorter."""


def selectors_of(document: Document, reading: Reading, outlet: Outlet) -> Mapping[str, str]:
    """Return a selector for each of title, time, source and body that gives the same value as the general rules."""
    root = parse_html(decode(document.body, document.content_type, outlet.charset).text)
    found = {field: css for field, css in _derived(root, reading, document, outlet) if css}
    return {field: css for field, css in found.items() if _holds(field, css, document, reading, outlet)}


def _derived(
    root: HtmlElement, reading: Reading, document: Document, outlet: Outlet
) -> Iterator[tuple[str, str | None]]:
    """Yield (field of a layout, selector of the element where the general rules found it)."""
    title, label, moment = letters(reading.title or ""), reading.source_label, reading.published

    def says_time(text: str) -> bool:
        read = parse_moment(text, document.fetched_at, outlet.timezone)
        return read is not None and moment is not None and (read.at, read.precision) == (moment.at, moment.precision)

    yield "title", _named(root, smallest_with(root, lambda text: bool(title) and letters(text) == title))
    yield "time", _named(root, smallest_with(root, says_time))
    yield "source", _named(root, smallest_with(root, lambda text: label is not None and clean_label(text) == label))
    body = holder_of(root, reading.text.splitlines())
    yield "body", sole_selector_of(body, root) if body is not None else None


def _named(root: HtmlElement, element: HtmlElement | None) -> str | None:
    return selector_of(element, root) if element is not None else None


def _holds(field: str, css: str, document: Document, wanted: Reading, outlet: Outlet) -> bool:
    """Return whether a page reads the same with a selector as without."""
    layout = Layout.model_validate({field: [css]})
    read = read_article(document, outlet.model_copy(update={"layouts": (layout,)}))
    if field == "body":
        return abs(len(letters(read.text)) - len(letters(wanted.text))) <= MAX_DIFFERENCE * len(letters(wanted.text))
    name = {"time": "published", "source": "source_label"}.get(field, field)
    return read.rules.get(name) == "layout" and _value(read, name) == _value(wanted, name)


def _value(reading: Reading, name: str) -> object:
    if name == "published":
        return reading.published and (reading.published.at, reading.published.precision)
    return letters(getattr(reading, name) or "")
