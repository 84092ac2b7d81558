"""An outlet's selectors for its pages: for each field, the first that finds something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from aggregator.registry.outlets import Layout, Outlet

from ..header.dates import parse_moment
from ..header.fields import clean_label, clean_names
from ..reading import Moment
from .page import Page
from .selection import elements, select, text_of

SELECTORS = ("title", "time", "source", "source_link", "author", "editor", "body")
"""Fields of a layout of which a story's page should have one; what `drop` names may be missing."""


def key_of(number: int, field: str, selector: str) -> str:
    """Return a selector with its key in the outlet's file: `layouts[0].title h1.headline`."""
    return f"layouts[{number}].{field} {selector}"


class Body(NamedTuple):
    """The elements of a story's body, and those inside them that are not part of it."""

    elements: list[HtmlElement]
    without: set[HtmlElement]


class Layouts:
    """The layouts of an outlet applied to a page, the newest first."""

    def __init__(self, outlet: Outlet | None, page: Page) -> None:
        self._layouts: tuple[Layout, ...] = outlet.layouts if outlet else ()
        self._root = page.root

    def title(self) -> str | None:
        """Return the headline."""
        return next(self._texts("title"), None)

    def time(self, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
        """Return the time of publication."""
        moments = (parse_moment(text, fetched_at, zone) for text in self._texts("time"))
        return next(filter(None, moments), None)

    def source(self) -> str | None:
        """Return the source label."""
        return next(filter(None, map(clean_label, self._texts("source"))), None)

    def source_link(self) -> str | None:
        """Return the address of the original story, as written on the page."""
        return next(self._texts("source_link"), None)

    def author(self) -> str | None:
        """Return the author's names."""
        return next(filter(None, map(clean_names, self._texts("author"))), None)

    def editor(self) -> str | None:
        """Return the editor's name."""
        return next(filter(None, map(clean_names, self._texts("editor"))), None)

    def bodies(self) -> Iterator[Body]:
        """Yield the body of each layout that has one here."""
        for layout in self._layouts:
            for selector in layout.body:
                if found := elements(self._root, selector):
                    yield Body(found, {node for drop in layout.drop for node in elements(self._root, drop)})

    def story(self) -> frozenset[HtmlElement]:
        """Return every element of the first body found; none if no layout has one here."""
        body = next(self.bodies(), None)
        return frozenset(node for element in body.elements for node in element.iter()) if body else frozenset()

    def matches(self) -> Iterator[tuple[str, bool]]:
        """Yield each selector with its key in the outlet's file, and whether it finds an element or text here."""
        for number, layout in enumerate(self._layouts):
            for field in SELECTORS:
                for selector in getattr(layout, field):
                    found = any(map(text_of, select(self._root, selector)))
                    yield key_of(number, field, selector), found

    def _texts(self, field: str) -> Iterator[str]:
        for layout in self._layouts:
            for selector in getattr(layout, field):
                yield from filter(None, map(text_of, select(self._root, selector)))
