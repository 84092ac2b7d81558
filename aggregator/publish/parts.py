"""Cut a digest's text into messages, at the ends of entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from aggregator.formats.labels import LABELS
from aggregator.formats.text import MARKS

Size = Callable[[str], int]
"""Size of a text in bytes; that of two texts joined is the sum of theirs."""

_BRIEFS = frozenset(labels.briefs for labels in LABELS.values())
_REVISIONS = (
    labels.revision.partition("{at}")[0].format(mark=mark)
    for labels in LABELS.values()
    for mark in labels.revised.values()
)
_FOLLOWUPS = (line.partition("{day}")[0] for labels in LABELS.values() for line in labels.followups.values())
_ATTACHED = re.compile("|".join(["https?://", *map(re.escape, (*_REVISIONS, *_FOLLOWUPS))]))
"""The beginning of a line that belongs to the entry above it."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r".*?(?:[。！？!?…；;]+[”’」』）)\"']*|\.[”’\")']*(?=\s)|\n|$)\s*", re.DOTALL)


def utf8_size(text: str) -> int:
    """Return the size of a text in bytes of UTF-8."""
    return len(text.encode("utf-8"))


def numbered_parts(text: str, limit: int, size: Size = utf8_size) -> list[str]:
    """Return messages of at most `limit` bytes; if there are several, each starts with a line `(1/3)`."""
    parts, total = cut(text, limit, size), 1
    while len(str(len(parts))) > len(str(total)) or total == 1 < len(parts):
        total = len(parts)
        parts = cut(text, limit - size(_number(total, total)), size)
    if len(parts) == 1:
        return [parts[0].rstrip("\n")]
    return [_number(at, len(parts)) + part.rstrip("\n") for at, part in enumerate(parts, 1)]


def cut(text: str, limit: int, size: Size = utf8_size) -> list[str]:
    """Return parts of at most `limit` bytes, as `size` counts them; joined they are the text.

    A part ends where an entry ends. An entry longer than a part starts a new one and is cut between sentences, a
    sentence longer than a part between characters.
    """
    parts = [""]
    for block in blocks(text):
        if size(parts[-1]) + size(block) <= limit:
            parts[-1] += block
            continue
        parts.append("")
        for piece in [block] if size(block) <= limit else _sentences(block, limit, size):
            if size(parts[-1]) + size(piece) > limit:
                parts.append("")
            parts[-1] += piece
    return [part for part in parts if part]


def blocks(text: str) -> list[str]:
    """Split a digest into its head (title, highlights, tag line) and its entries, each with the section it opens.

    Joined they are the text. The form is that of `aggregator.formats.text`: an entry is a numbered headline and the
    line below it, a brief one line below the heading of the briefs, each with the lines of its address and of what was
    changed after print; the head ends with the line after the first empty one.
    """
    lines = _LINE.findall(text)
    head = next((at + 2 for at, line in enumerate(lines) if not line.strip()), 0)
    briefs = next((at for at in range(head, len(lines)) if lines[at].strip() in _BRIEFS), len(lines))
    ends = [
        *(_past_attached(lines, at + 2) for at in _headlines(lines[:briefs], head)),
        *(at for at in range(briefs + 2, len(lines)) if not _ATTACHED.match(lines[at])),
    ]
    bounds = [0, head, *ends, len(lines)]
    return ["".join(lines[start:end]) for start, end in pairwise(bounds) if start < end]


def _past_attached(lines: Sequence[str], at: int) -> int:
    return next((after for after in range(at, len(lines)) if not _ATTACHED.match(lines[after])), len(lines))


def _headlines(lines: Sequence[str], start: int) -> Iterator[int]:
    """Yield the indexes of headlines; only lines with the next number count, whatever else starts with a number."""
    number, at = 1, start
    while at < len(lines):
        if any(lines[at].startswith(marks.numbered(number, "")) for marks in MARKS.values()):
            yield at
            number, at = number + 1, at + 1
        at += 1


def _sentences(block: str, limit: int, size: Size) -> Iterator[str]:
    for sentence in _SENTENCE.findall(block):
        yield from [sentence] if size(sentence) <= limit else _slices(sentence, limit, size)


def _slices(sentence: str, limit: int, size: Size) -> Iterator[str]:
    part = ""
    for character in sentence:
        if size(part) + size(character) > limit:
            yield part
            part = ""
        part += character
    yield part


def _number(at: int, total: int) -> str:
    return f"({at}/{total})\n"
