"""A story's paragraphs out of the lines that hold it: no headline, nothing above it, no furniture."""

from __future__ import annotations

from aggregator.text import letters
from spiders.readers.page.furniture import without_furniture

MIN_STORY_LENGTH = 30
"""Letters; a flash of one sentence has some 60."""
FIRST_LINES = 10
"""Lines of a body among which the headline and the path above it may stand."""


def story_in(lines: list[str], title: str | None) -> list[str]:
    """Return the paragraphs among lines, without furniture, and without the headline and what stands above it."""
    wanted = letters(title or "")
    headlines = [at for at, line in enumerate(lines[:FIRST_LINES]) if wanted and letters(line) == wanted]
    return without_furniture(lines[headlines[-1] + 1 :] if headlines else lines)


def is_story(paragraphs: list[str]) -> bool:
    """Tell whether paragraphs are long enough for a story."""
    return len(letters("".join(paragraphs))) >= MIN_STORY_LENGTH


def size_of_text(paragraphs: list[str]) -> int:
    """Return the characters of all paragraphs."""
    return sum(map(len, paragraphs))
