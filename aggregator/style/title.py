"""The title of a digest: the edition's own, and lines of its news."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from aggregator.models import Edition, Entry
from aggregator.models.edition import titled
from aggregator.style import words
from aggregator.style.highlights import best_first, highlight, picked
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.terms import share, terms
from aggregator.text.words import family

_ALIKE = 0.5
"""Share of a line's words in an earlier headline from which readers would take it for the same news."""
_SPEAKER = re.compile(rf"^(?!(?:{family('titles.nobody_speaks').alternation})[：:])([^，。；：:]{{2,24}})[：:]")


def title_lines(edition: Edition, entries: Sequence[Entry], past: Collection[str] = ()) -> tuple[str, ...]:
    """Return the lines of news for the title: of the entries of the highlights, the best first, as many as fit.

    `past`: headlines of earlier editions, which no line may resemble. What is only rumoured or hedged is not in a
    title, unless the line says whose word it is.
    """
    language, lines = edition.language, list[str]()
    earlier = [terms(headline) for headline in past]
    for entry in best_first(picked(edition, entries)):
        line = highlight(entry.headline, language, entry.paragraph)
        longer = titled(edition.title, [*lines, line], language)
        if len(lines) == edition.title_lines or size(longer, language) > LENGTHS[language].max_title:
            continue
        if _is_sure(entry.headline) and not any(share(terms(line), known) >= _ALIKE for known in earlier):
            lines.append(line)
    return tuple(lines)


def _is_sure(headline: str) -> bool:
    """Return whether a headline hedges nothing, or names who says so before a colon."""
    hedged = words.HEARSAY.search(headline) or words.UNSURE.search(headline)
    speaker = _SPEAKER.match(headline)
    return not hedged or bool(speaker and not words.HEARSAY.search(speaker[1]))
