"""Statements of a story's origin below it: cut from the text, kept for the attribution."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from aggregator.text.words import family

MAX_LENGTH = 120
"""Characters of a closing statement."""
MAX_STATEMENTS = 4

_STATEMENT = family("credits.statement").pattern()
_REPRINT = family("origin.reprint").pattern(before=r"\W{0,3}(?:本文|文章|原文)?")
_AFTER_STORY = family("origin.after_story").pattern(before=r"\W{0,3}")
_WIDGET = family("credits.widget").pattern()
_CREDIT = r"[（(【]\s?{}\s?[:：丨|｜/／][^（()）]{{1,40}}[)）】]\W{{0,2}}"
_IN_BRACKETS = re.compile(_CREDIT.format("(?:本文|文章|稿件)?(?:来源|來源|稿源|转自|转载自|摘自)") + "$")
_MAY_BE_A_PICTURES = re.compile(_CREDIT.format("(?:来源|來源)"))
"""A credit in brackets that does not say of what."""


def closing_statements(lines: Sequence[str], is_elsewhere: Callable[[int], bool] = lambda _: False) -> str:
    """Return the lines below a story's lead that state its origin, one per line.

    `is_elsewhere`: whether a line, by its number, belongs to another story; asked only of statements.
    More than `MAX_STATEMENTS` are those of a round-up's items, or of other stories, and none is returned.
    One in brackets that does not speak of a story (文章来源, 稿源) counts only in the last line before the editors':
    anywhere else it is a picture's.
    """
    found = dict.fromkeys(line for line in _statements(lines, is_elsewhere) if len(line) <= MAX_LENGTH)
    return "\n".join(found) if len(found) <= MAX_STATEMENTS else ""


def may_state(line: str) -> bool:
    """Return whether a line begins like a statement of origin."""
    return len(line) <= MAX_LENGTH and bool(_STATEMENT.match(line))


def is_reprint_note(line: str) -> bool:
    """Return whether a line beside a headline says where the platform's account took the story from."""
    return len(line) <= MAX_LENGTH and bool(_REPRINT.match(line))


def _statements(lines: Sequence[str], is_elsewhere: Callable[[int], bool]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if (
            _STATEMENT.match(line)
            and not _MAY_BE_A_PICTURES.fullmatch(line)
            and not _WIDGET.search(line)
            and not is_elsewhere(at)
        ):
            yield line
    ends = (at for at in reversed(range(len(lines))) if not _AFTER_STORY.match(lines[at]))
    last = next((lines[at] for at in ends if not (may_state(lines[at]) and is_elsewhere(at))), "")
    if match := _IN_BRACKETS.search(last):
        yield match[0]
