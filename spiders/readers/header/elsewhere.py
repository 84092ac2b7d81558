"""Elements of other stories and of comments, by the names around them."""

from __future__ import annotations

from lxml.html import HtmlElement

from aggregator.text.words import family

from .header import Header

_OTHER = family("pages.other_story").pattern()


def is_elsewhere(node: HtmlElement, header: Header) -> bool:
    """Return whether an element, or one around it that does not hold the headline, is of other stories or comments."""
    line = header.line
    around = set(header.page.lines[line].block.iterancestors()) if line is not None else set()
    for element in (node, *node.iterancestors()):
        if element in around:
            return False
        if element.tag == "aside" or _OTHER.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    return False
