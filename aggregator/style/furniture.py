"""What a page prints around its news and an entry does not: bylines, captions, editors' notes, calls to read on."""

from __future__ import annotations

import re

from aggregator.text.words import family

_NOTE = family("furniture.note").pattern(before=r"[\W_]*")
_PERMISSION = family("furniture.permission").pattern()
_ASIDE = re.compile(
    rf"[（(【\[](?:本报|本网|特约|实习|见习|首席)?(?:{family('furniture.maker').alternation})[^（）()【】\[\]]{{0,60}}[）)】\]]"
    rf"|{family('furniture.aside').alternation}",
    re.IGNORECASE,
)
"""Inside a sentence: who wrote, edited or pictured, and pointers to the outlet's own pages."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
_BESIDE_MARKS = re.compile(r"\s*([，。！？；：、（）“”《》【】])\s*")
_ENDS = re.compile(r"[。！？!?.…;；][”’」』）)\"']*$")
_MAX_HEADING = 60
_READ = 4000
"""Characters that are read: an entry is written from the head of a story."""


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs at the head of a story, their asides cut; captions, headings and notes are dropped."""
    lines = (tidy(line) for line in text[:_READ].splitlines() if not is_note(line))
    return [line for line in lines if line and not _is_heading(line)]


def tidy(line: str) -> str:
    """Cut asides and addresses; leave single spaces, and none beside a Chinese mark."""
    line = _ADDRESS.sub("", _ASIDE.sub("", line.replace("\u200b", "")))
    return _BESIDE_MARKS.sub(r"\1", " ".join(line.split())).strip("　 ·•■▲▼◆●*-—")


def is_note(line: str) -> bool:
    """Tell whether a line speaks of the page and not of the news."""
    return bool(_NOTE.match(line) or _PERMISSION.search(line))


def _is_heading(line: str) -> bool:
    return len(line) < _MAX_HEADING and not _ENDS.search(line)
