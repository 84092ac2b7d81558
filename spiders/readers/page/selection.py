"""Selectors, compiled once and applied to parsed pages: the registry's CSS, and our own XPath with typed results."""

from __future__ import annotations

from functools import cache

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from spiders.readers.page.markup import lines_of

Found = list[HtmlElement | str]


class Path:
    """An XPath expression whose kind of result the caller knows."""

    def __init__(self, expression: str) -> None:
        self._find = etree.XPath(expression, smart_strings=False)

    def nodes(self, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements that it finds."""
        found = self._find(root)
        return [node for node in found if isinstance(node, HtmlElement)] if isinstance(found, list) else []

    def strings(self, root: HtmlElement) -> list[str]:
        """Return the texts or attributes that it finds."""
        found = self._find(root)
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []

    def string(self, root: HtmlElement) -> str:
        """Return the string that it computes."""
        return str(self._find(root))

    def count(self, root: HtmlElement) -> int:
        """Return the number that it computes."""
        found = self._find(root)
        return int(found) if isinstance(found, float) else 0

    def holds(self, root: HtmlElement) -> bool:
        """Tell whether it computes true."""
        return self._find(root) is True


@cache
def compiled(selector: str) -> etree.XPath:
    """Compile a CSS selector (with parsel's `::text` and `::attr(name)`) for use below an element."""
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def select(element: HtmlElement, selector: str) -> Found:
    """Return what a selector finds below an element: elements, or strings where it asks for text or attributes."""
    found = compiled(selector)(element)
    return [node for node in found if isinstance(node, HtmlElement | str)] if isinstance(found, list) else []


def elements(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements that a selector finds."""
    return [node for node in select(element, selector) if isinstance(node, HtmlElement)]


def text_of(found: HtmlElement | str) -> str:
    """Return the text of what was found, one space where there was any."""
    if isinstance(found, str):
        return " ".join(found.split())
    return " ".join(line.text for line in lines_of(found))


def first_text(element: HtmlElement, *selectors: str | None) -> str | None:
    """Return the first text that any of the selectors, in order, finds."""
    for selector in filter(None, selectors):
        for found in select(element, selector):
            if text := text_of(found):
                return text
    return None
