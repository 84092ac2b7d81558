"""The lines of a story: a row of a table is one line, captions are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml.html import HtmlElement

from ..header.fields import href_of
from .markup import Line, Piece

CELL_BREAK = " | "
MAX_CELL_LENGTH = 40
"""Characters of a cell with data; a longer one holds a paragraph, and its table lays out the page."""
MAX_CAPTION_LENGTH = 80
"""Characters of a picture's caption."""
_SENTENCE = re.compile("[。！？：:]")
_FRONT_PAGE = re.compile(r"(?:https?:)?//[^/?#]{1,200}/?(?:[?#].{0,500})?|/")
"""An address without a path."""
_ENDS = ("。", "！", "？", "”", "」", "）", ")", ".")
_CELLS = frozenset({"td", "th"})
_FRAMES = frozenset({"tr", "figure", "figcaption", "blockquote", "table", "body"})
"""The innermost of these around a line determines what the line is."""


def story_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines without the captions of pictures; the cells of a row of data are joined as `a | b | c`.

    A table inside a figure is not a caption. A row whose cells hold several lines or a paragraph lays out the page.
    A link to a front page behind a paragraph's last sentence leads away from the story.
    """
    for frame, group in groupby(lines, key=_frame_of):
        if frame is None:
            yield from (_without_way_out(line) for line in group if not _is_caption(line))
        elif frame.tag == "tr":
            yield from _row(list(group))


def _is_caption(line: Line) -> bool:
    """Return whether a line without a sentence is centred in or right below a picture's block."""
    looks = " ".join(line.block.get(name, "") for name in ("style", "align", "class"))
    if "center" not in looks.lower() or len(line.text) > MAX_CAPTION_LENGTH or _SENTENCE.search(line.text):
        return False
    return _is_at_picture(line.block)


def _is_at_picture(block: HtmlElement) -> bool:
    above = block.getprevious()
    if above is not None and above.find(".//img") is not None and not "".join(above.itertext()).strip():
        return True
    return block.find(".//img") is not None


def _without_way_out(line: Line) -> Line:
    """Return a line without the link to a front page behind its last sentence."""
    pieces = list(line.pieces)
    while pieces and (pieces[-1].text.isspace() or _leads_out(pieces[-1])):
        pieces.pop()
    if len(pieces) == len(line.pieces):
        return line
    text = " ".join("".join(piece.text for piece in pieces).split())
    return line._replace(text=text, pieces=tuple(pieces)) if text.endswith(_ENDS) else line


def _leads_out(piece: Piece) -> bool:
    href = href_of(piece)
    return href is not None and _FRONT_PAGE.fullmatch(href.strip()) is not None


def _frame_of(line: Line) -> HtmlElement | None:
    """Return the row or figure that a line belongs to, None for running text."""
    node: HtmlElement | None = line.block
    while node is not None and node.tag not in _FRAMES:
        node = node.getparent()
    return node if node is not None and node.tag in {"tr", "figure", "figcaption"} else None


def _row(lines: list[Line]) -> list[Line]:
    """Join the lines of a row if each is a short cell and there are several."""
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
