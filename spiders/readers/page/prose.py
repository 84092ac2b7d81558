"""The paragraphs below a headline: from the first line of prose to the beginning of the page's end.

Chinese news pages put the story right below its header, so a known headline saves scoring the whole tree: prose is
taken line by line until furniture or a run of lines without prose follows.
"""

from __future__ import annotations

from collections.abc import Iterable

from spiders.readers.page.markup import Line
from spiders.readers.page.trimming import ends_story, is_furniture

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
    """Return the paragraphs from the first prose on, with the short lines between them.

    They end at a line that ends a story, after `min_size` characters, or after `max_gap` lines without prose.
    """
    paragraphs: list[str] = []
    between: list[str] = []
    size = missed = 0
    for line in lines:
        if paragraphs and size >= min_size and ends_story(line.text):
            break
        if is_prose(line):
            paragraphs += [*between, line.text]
            size, between, missed = size + len(line.text), [], 0
        elif paragraphs:
            missed += 1
            between += [] if is_link_list(line) else [line.text]
        if missed >= max_gap:
            return paragraphs
    return paragraphs + _last(between)


def size_of(lines: Iterable[Line]) -> int:
    """Return the characters of prose in the lines."""
    return sum(len(line.text) for line in lines if is_prose(line))


def _last(lines: list[str]) -> list[str]:
    """Return the short lines after the last prose that end a sentence."""
    return [line for line in lines if line.endswith(("。", "！", "？", "”", "）", ")"))]
