"""CSS for elements: by id, by class, by the nearest ancestor that has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from aggregator.text import letters
from spiders.readers.page.markup import HIDDEN, lines_of
from spiders.readers.page.selection import elements, text_of

MAX_ELEMENTS = 5_000
MAX_FIELD_LENGTH = 400
"""Characters of an element that may hold a field; a story's header has fewer."""
MAX_CLASSES = 2
BODY_SHARE = 0.9
"""Share of the paragraphs that the body's element must hold."""

_NAME = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_MADE_UP = re.compile(r"\d{3}|[A-Za-z]\d[A-Za-z]|__\w{5,}$|^(?:css|sc|jsx)-")
"""Ids of one story and names that a build makes anew each time."""


def selector_of(element: HtmlElement, root: HtmlElement) -> str | None:
    """Return the shortest selector that finds an element first, or None where no name around it tells it apart."""
    return next((css for css in _candidates(element) if next(iter(elements(root, css)), None) is element), None)


def sole_selector_of(element: HtmlElement, root: HtmlElement) -> str | None:
    """Return the shortest selector that finds an element and nothing else."""
    return next((css for css in _candidates(element) if elements(root, css) == [element]), None)


def _candidates(element: HtmlElement) -> Iterator[str]:
    """Yield selectors, the shortest first: the element's own, below a named ancestor, and the whole path to one."""
    own = _step(element)
    if own != element.tag or element.tag in {"h1", "article"}:
        yield own
    path = own
    for ancestor in element.iterancestors():
        step = _step(ancestor)
        path = f"{step} > {path}"
        if step != ancestor.tag:
            yield f"{step} {own}"
            yield path


def _step(element: HtmlElement) -> str:
    if (name := element.get("id")) and _is_stable(name):
        return f"#{name}"
    classes = [name for name in (element.get("class") or "").split() if _is_stable(name)][:MAX_CLASSES]
    return str(element.tag) + "".join(f".{name}" for name in classes)


def _is_stable(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _MADE_UP.search(name)


def smallest_with(root: HtmlElement, says: Callable[[str], bool]) -> HtmlElement | None:
    """Return the first element whose text says something, as far inside as it still does; headings first."""
    holders = [node for node in _short_elements(root) if says(text_of(node))]
    known = set(holders)
    inmost = [node for node in holders if known.isdisjoint(node.iterdescendants())]
    return next((node for node in inmost if node.tag in {"h1", "h2"}), next(iter(inmost), None))


def _short_elements(root: HtmlElement) -> Iterator[HtmlElement]:
    for node in islice(root.iterdescendants(), MAX_ELEMENTS):
        if isinstance(node.tag, str) and node.tag not in HIDDEN and not _is_hidden(node):
            text = node.text_content()
            if text.strip() and len(text) <= MAX_FIELD_LENGTH:
                yield node


def _is_hidden(node: HtmlElement) -> bool:
    return any(ancestor.tag in HIDDEN for ancestor in node.iterancestors())


def holder_of(root: HtmlElement, paragraphs: Sequence[str]) -> HtmlElement | None:
    """Return the innermost element that holds nearly all of these paragraphs."""
    wanted = {letters(paragraph) for paragraph in paragraphs}
    blocks = [line.block for line in lines_of(root) if letters(line.text) in wanted]
    held = Counter(node for block in blocks for node in (block, *block.iterancestors()))
    holders = [node for node, count in held.items() if count >= BODY_SHARE * len(blocks)]
    return max(holders, key=lambda node: sum(1 for _ in node.iterancestors()), default=None)
