"""The lines of a story as they are read: rows of a table as one line, captions apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml.html import HtmlElement

from spiders.readers.page.markup import Line

CELL_BREAK = " | "
MAX_CELL_LENGTH = 40
"""Characters of a cell with data; a longer one holds a paragraph, and its table is the page's layout."""
_CELLS = frozenset({"td", "th"})
_FRAMES = frozenset({"tr", "figure", "figcaption", "blockquote", "table", "body"})
"""Elements of which the innermost around a line says what the line is."""


def story_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines without the captions of figures, the cells of a row of data joined as `a | b | c`.

    A table inside a figure is no caption. A row whose cells hold several lines or a paragraph lays out the page.
    """
    for frame, group in groupby(lines, key=_frame_of):
        if frame is None:
            yield from group
        elif frame.tag == "tr":
            yield from _row(list(group))


def _frame_of(line: Line) -> HtmlElement | None:
    """Return the row or the figure that a line belongs to, or None for running text."""
    node: HtmlElement | None = line.block
    while node is not None and node.tag not in _FRAMES:
        node = node.getparent()
    return node if node is not None and node.tag in {"tr", "figure", "figcaption"} else None


def _row(lines: list[Line]) -> list[Line]:
    """Join the lines of one row if every line is a cell, short, and not alone."""
    cells = {_cell_of(line) for line in lines}
    if len(lines) == 1 or len(cells) < len(lines) or any(len(line.text) > MAX_CELL_LENGTH for line in lines):
        return lines
    text = CELL_BREAK.join(line.text for line in lines)
    return [Line(text, tuple(piece for line in lines for piece in line.pieces), lines[0].block.getparent())]


def _cell_of(line: Line) -> HtmlElement | None:
    node: HtmlElement | None = line.block
    while node is not None and node.tag not in _CELLS:
        node = node.getparent()
    return node
