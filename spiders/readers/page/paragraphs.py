"""A story's paragraphs among the lines around it: no headline, nothing above it, no furniture."""

from __future__ import annotations

from collections.abc import Collection

from aggregator.text import letters

from .trimming import without_furniture

MIN_STORY_LENGTH = 30
"""Letters; a flash of one sentence has about 60."""
MAX_HEADER_LINES = 10
"""Lines at the top of a body that may be the headline or the path above it."""


def story_in(lines: list[str], title: str | None, site: Collection[str] = ()) -> list[str]:
    """Return the paragraphs among lines, without furniture, the headline and anything above it."""
    wanted = letters(title or "")
    headlines = [at for at, line in enumerate(lines[:MAX_HEADER_LINES]) if wanted and letters(line) == wanted]
    return without_furniture(lines[headlines[-1] + 1 :] if headlines else lines, site)


def is_story(paragraphs: list[str]) -> bool:
    """Return whether paragraphs are long enough for a story."""
    return len(letters("".join(paragraphs))) >= MIN_STORY_LENGTH


def size_of_text(paragraphs: list[str]) -> int:
    """Return the characters of all paragraphs."""
    return sum(map(len, paragraphs))
