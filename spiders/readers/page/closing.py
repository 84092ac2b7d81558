"""Statements of a story's origin below it: cut from the text, kept for the attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.text.words import family

MAX_LENGTH = 120
"""Characters of a closing statement."""
MAX_STATEMENTS = 4

_STATEMENT = family("credits.statement").pattern()
_REPRINT = family("origin.reprint").pattern(before=r"\W{0,3}(?:本文|文章|原文)?")
_AFTER_STORY = family("origin.after_story").pattern(before=r"\W{0,3}")
_WIDGET = family("credits.widget").pattern()
_IN_BRACKETS = re.compile(
    r"[（(【]\s?(?:本文|文章|稿件)?(?:来源|來源|稿源|转自|转载自|摘自)\s?[:：丨|｜/／][^（()）]{1,40}[)）】]\W{0,2}$"
)


def closing_statements(lines: Sequence[str]) -> str:
    """Return the lines below a story's lead that state its origin, one per line.

    More than `MAX_STATEMENTS` are those of a round-up's items, or of other stories, and none is returned.
    A statement in brackets counts only in the last line before the editors': anywhere else it is a picture's.
    """
    found = dict.fromkeys(line for line in _statements(lines) if len(line) <= MAX_LENGTH)
    return "\n".join(found) if len(found) <= MAX_STATEMENTS else ""


def may_state(line: str) -> bool:
    """Return whether a line begins like a statement of origin."""
    return len(line) <= MAX_LENGTH and bool(_STATEMENT.match(line))


def is_reprint_note(line: str) -> bool:
    """Return whether a line beside a headline says where the platform's account took the story from."""
    return len(line) <= MAX_LENGTH and bool(_REPRINT.match(line))


def _statements(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _STATEMENT.match(line) and not _IN_BRACKETS.fullmatch(line) and not _WIDGET.search(line):
            yield line
    last = next((line for line in reversed(lines) if not _AFTER_STORY.match(line)), "")
    if match := _IN_BRACKETS.search(last):
        yield match[0]
