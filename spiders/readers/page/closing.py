"""Statements of a story's origin below it: cut from the text, kept for the attribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.text.words import family

MAX_LENGTH = 120
"""Characters of a closing statement."""
MAX_STATEMENTS = 4

_STATEMENT = family("credits.statement").pattern()
_WIDGET = family("credits.widget").pattern()
_IN_BRACKETS = re.compile(r"[（(【]\s?(?:来源|來源|稿源|转自|摘自)\s?[:：][^（()）]{1,40}[)）】]\W{0,2}$")


def closing_statements(lines: Sequence[str]) -> str:
    """Return the lines below a story's lead that state its origin, one per line.

    A statement in brackets counts only in the last line: anywhere else it is a picture's.
    """
    found = [line for line in _statements(lines) if len(line) <= MAX_LENGTH]
    return "\n".join(dict.fromkeys(found[:MAX_STATEMENTS]))


def _statements(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _STATEMENT.match(line) and not _IN_BRACKETS.fullmatch(line) and not _WIDGET.search(line):
            yield line
    if lines and (match := _IN_BRACKETS.search(lines[-1])):
        yield match[0]
