"""Compiled selectors for parsed pages: the registry's CSS, and our own XPath with typed results."""

from __future__ import annotations

from functools import cache

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from .markup import lines_of


class Path:
    """A compiled XPath expression; the caller knows the type of its result."""

    def __init__(self, expression: str) -> None:
        self._find = etree.XPath(expression, smart_strings=False)

    def nodes(self, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements found."""
        found = self._find(root)
        return [node for node in found if isinstance(node, HtmlElement)] if isinstance(found, list) else []

    def strings(self, root: HtmlElement) -> list[str]:
        """Return the texts or attributes found."""
        found = self._find(root)
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []

    def string(self, root: HtmlElement) -> str:
        """Return a computed string."""
        return str(self._find(root))

    def count(self, root: HtmlElement) -> int:
        """Return a computed number."""
        found = self._find(root)
        return int(found) if isinstance(found, float) else 0

    def holds(self, root: HtmlElement) -> bool:
        """Return whether the expression is true."""
        return self._find(root) is True


@cache
def compiled(selector: str) -> etree.XPath:
    """Compile a CSS selector (with parsel's `::text` and `::attr(name)`) for use below an element."""
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def select(element: HtmlElement, selector: str) -> list[HtmlElement | str]:
    """Return what a selector finds below an element: elements, or strings for text or attributes."""
    found = compiled(selector)(element)
    return [node for node in found if isinstance(node, HtmlElement | str)] if isinstance(found, list) else []


def elements(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements that a selector finds."""
    return [node for node in select(element, selector) if isinstance(node, HtmlElement)]


def text_of(found: HtmlElement | str) -> str:
    """Return the text of an element or string, with single spaces."""
    if isinstance(found, str):
        return " ".join(found.split())
    return " ".join(line.text for line in lines_of(found))


def first_text(element: HtmlElement, *selectors: str | None) -> str | None:
    """Return the first text that the selectors, tried in order, find."""
    for selector in filter(None, selectors):
        for found in select(element, selector):
            if text := text_of(found):
                return text
    return None
