"""The paragraphs below a headline: from the first line of prose to the beginning of the page's end.

Chinese news pages put the story right below its header, so a known headline saves scoring the whole tree: prose is
taken line by line until furniture or a run of lines without prose follows.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from itertools import chain, islice, takewhile

from .markup import Line
from .trimming import head_of, is_furniture

MIN_PROSE_LENGTH = 25
"""Characters of a line with punctuation that is a paragraph; titles and menus are shorter or have none."""
MIN_SENTENCE_LENGTH = 10
"""Characters of a line that ends as a sentence does."""
MIN_LINK_SHARE = 0.6
"""Share of linked characters from which a line is a list of links."""
MAX_GAP = 6
"""Lines without prose after which a story is over, if nothing bounds it."""
MAX_GAP_INSIDE = 20
"""The same inside an element known to hold the story: captions, tables and lists are part of it."""
MAX_LINES_ABOVE = 3
"""Short sentences above the first paragraph that open a story."""
MAX_AHEAD = 40
"""Lines below a head that show whether it ends the story."""
MIN_SHARE_BELOW_NOTICE = 0.5
MAX_DATED_LENGTH, MIN_DATED, MAX_REMARK_LINES = 40, 2, 12
"""Characters of a line that names a reader and the time of a remark, how many there are, and in how many lines."""
_DATED = re.compile(
    r"\d{1,2}[-/]\d{1,2}\b|\d{1,3}\s?(?:秒|分钟|分鐘|小时|小時|天|日)前|\d:\d\d|昨天|\d\s?[楼樓]|\sago\b"
)
_ENDS = ("。", "！", "？", "!", "?", "…", "”", "」")
_FIRST_NUMBER = re.compile(
    r"\W{0,3}(?:一\s?[、.．]|[（(]\s?[一1１]\s?[）)]|0?[1１]\s?(?:[、.．](?!\d)|[）)])|第一[章节節部])"
)
"""How the first heading of a story begins, if its headings are numbered."""
_PUNCTUATION = "。！？，；,."


def is_prose(line: Line) -> bool:
    """Return whether a line is a paragraph of running text."""
    text = line.text
    if line.link_share >= 0.5 or is_furniture(text):
        return False
    if len(text) < MIN_PROSE_LENGTH:
        return len(text) >= MIN_SENTENCE_LENGTH and text.endswith(("。", "！", "？"))
    return any(mark in text for mark in _PUNCTUATION)


def is_link_list(line: Line) -> bool:
    """Return whether a line is made of links and is not a sentence: a related story, a tag."""
    return line.link_share >= MIN_LINK_SHARE and not line.text.endswith(("。", "！", "？", "”", "."))


def prose_of(lines: Iterable[Line], max_gap: int, min_size: float = 0) -> list[str]:
    """Return the paragraphs from the first prose on, with the short lines between them, and a sentence above it.

    They end at a head of something else, after `min_size` characters, or after `max_gap` lines without prose. A head
    of which the story's own paragraphs go on interrupts it only.
    """
    paragraphs: list[str] = []
    between: list[str] = []
    above: deque[Line] = deque(maxlen=MAX_LINES_ABOVE)
    size = missed = 0
    last: Line | None = None
    source = iter(lines)
    while (line := next(source, None)) is not None:
        if last and (head := head_of(line.text)):
            ahead = list(islice(source, MAX_AHEAD))
            if size >= min_size and _is_end(head, ahead, last, size):
                break
            source = chain(ahead, source)
            if head == "related" or not (head == "remarks" or line.text.endswith("。")):
                continue
        if is_prose(line):
            opening = [] if last else _opening(above, line)
            paragraphs += [*opening, *between, line.text]
            size, between, missed, last = size + len(line.text), [], 0, line
        elif last:
            missed += 1
            between += [] if is_link_list(line) else [line.text]
        else:
            above.append(line)
        if missed >= max_gap:
            return paragraphs
    return paragraphs + _last(between)


def _is_end(head: str, ahead: list[Line], last: Line, size: int) -> bool:
    """Return whether a head ends a story of `size` characters whose last paragraph is known, and does not interrupt it.

    Comments end it, if they are dated; anything else unless paragraphs beside the last one follow: one below related
    stories, half of the story below a notice, which may have paragraphs itself.
    """
    if head == "comments":
        return True
    if head == "remarks":
        return sum(is_dated(line.text) for line in ahead[:MAX_REMARK_LINES]) >= MIN_DATED
    beside = [line for line in ahead if _is_beside(line, last) and is_prose(line) and line.text.endswith(_ENDS)]
    return size_of(beside) <= (0 if head == "related" else MIN_SHARE_BELOW_NOTICE * size)


def is_dated(text: str) -> bool:
    """Return whether a short line names a day or a time, as those of remarks and of the items of a list do."""
    return len(text) <= MAX_DATED_LENGTH and bool(_DATED.search(text))


def _is_beside(line: Line, other: Line) -> bool:
    block, near = line.block, other.block
    return block is near or (block.tag == near.tag and block.getparent() is near.getparent())


def _opening(above: Iterable[Line], first: Line) -> list[str]:
    """Return the short sentences, or the first heading, right above the first paragraph of a story, beside it."""
    kept = takewhile(lambda line: _opens(line, first), reversed([*above]))
    return [line.text for line in kept][::-1]


def _opens(line: Line, first: Line) -> bool:
    text = line.text
    opens = text.endswith((":", "：")) and len(text) >= MIN_SENTENCE_LENGTH
    kept = opens or text.endswith(_ENDS) or _FIRST_NUMBER.match(text) is not None
    return kept and _is_beside(line, first) and not (is_link_list(line) or is_furniture(text) or head_of(text))


def size_of(lines: Iterable[Line]) -> int:
    """Return the characters of prose in the lines."""
    return sum(len(line.text) for line in lines if is_prose(line))


def _last(lines: list[str]) -> list[str]:
    """Return the short lines after the last prose that end a sentence."""
    return [line for line in lines if line.endswith(("。", "！", "？", "”", "）", ")"))]
