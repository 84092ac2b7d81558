"""Lines that an outlet prints in or below many of its stories: which are counted, and which are known by their count.

Rights, calls to follow or to pay, disclaimers: each outlet words them in its way, and repeats them letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256

from aggregator.models import Seen, Story
from aggregator.text import letters
from aggregator.text.words import family

MAX_CLOSING_LINES = 5
"""Lines at the end of a story that are counted, whatever they say."""
MAX_LENGTH, MAX_INSIDE_LENGTH = 400, 120
"""Characters of a closing line, and of one inside a story, that is counted."""
OF_PAGE = Seen(stories=4, days=1, among=5)
"""A line that speaks of the page is furniture in this number of stories, if the outlet had at most `among` times it."""
OF_NEWS = Seen(stories=8, days=2, among=2)
"""The same for any other closing line: a sentence of a series, or of a day's great event, stays."""

LOOK_BACK = timedelta(days=30)
"""Age of the stories whose lines count: an outlet that drops or rewords a line is believed after a month."""
REPEATED = "text:repeated"
"""Signal of a story that keeps the lines cut from it, one per line."""

_ADDRESS = re.compile(
    r"https?://|www\.|(?<![\w.-])[\w.-]++@[\w-]++\.\w|\d{3,4}-\d{7,8}|\.(?:com|cn|net)\b", re.IGNORECASE
)
_OF_PAGE = family("furniture.of_page").pattern()


def key_of(line: str) -> int:
    """Hash the letters of a line: a signed 64-bit integer."""
    return int.from_bytes(sha256(letters(line).encode()).digest()[:8], "big", signed=True)


def countable(text: str, names: Collection[str]) -> frozenset[int]:
    """Return the keys of the lines of a text that an outlet of these names may repeat.

    They are the last ones, and those inside that speak of the page. The first never is: it is the news.
    """
    lines = text.split("\n")
    return frozenset(key_of(lines[at]) for at in _places(lines, names))


def lines_to_count(story: Story, names: Collection[str]) -> frozenset[int]:
    """Return the keys of a story's lines that its outlet may repeat, those cut from it included."""
    cut = story.signals.get(REPEATED)
    return countable(story.text, names) | frozenset(map(key_of, cut.split("\n") if cut else ()))


def without_repeats(text: str, seen: Mapping[int, Seen], names: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return a text without the lines that its outlet repeats, and those lines."""
    if not seen:
        return text, ()
    lines = text.split("\n")
    cut = {at for at in _places(lines, names) if _is_furniture(lines[at], seen.get(key_of(lines[at])), names)}
    kept = "\n".join(line for at, line in enumerate(lines) if at not in cut)
    return kept, tuple(lines[at] for at in sorted(cut))


def _places(lines: list[str], names: Collection[str]) -> Iterator[int]:
    end = len(lines) - MAX_CLOSING_LINES
    for at, line in enumerate(lines):
        if at >= max(end, 1):
            wanted = len(line) <= MAX_LENGTH
        else:
            wanted = at > 0 and len(line) <= MAX_INSIDE_LENGTH and _speaks_of_page(line, names)
        if wanted:
            yield at


def _is_furniture(line: str, seen: Seen | None, names: Collection[str]) -> bool:
    if seen is None:
        return False
    least = OF_PAGE if _speaks_of_page(line, names) else OF_NEWS
    enough = seen.stories >= least.stories and seen.days >= least.days
    return enough and seen.stories * least.among >= seen.among


def _speaks_of_page(line: str, names: Collection[str]) -> bool:
    return bool(_OF_PAGE.search(line) or _ADDRESS.search(line)) or any(name in line for name in names)
