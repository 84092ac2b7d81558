"""A digest with shorter paragraphs. Pure, given the summariser; without a good answer a paragraph keeps its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aggregator.errors import HelperFailed
from aggregator.models import Digest, Entry, Language, Story
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.lint import lint_entry
from aggregator.translation import Summariser
from aggregator.translation.checks import summary_faults
from aggregator.translation.names import KnownNames


class _BadSummary(Exception):
    """The reason a paragraph has no good shorter form."""


def shorten_digest(
    digest: Digest, summariser: Summariser, most: int | None, known: KnownNames, stories: Mapping[str, Story]
) -> Digest:
    """Return the digest with each paragraph above `most` characters shortened to that.

    `most` None: the length at which a paragraph is enough. `stories`: those behind the entries, by id. A paragraph that
    cannot be shortened has a note with the reason. A summariser's failure is never raised.
    """
    language = digest.edition.language
    limit = max(most or LENGTHS[language].enough, LENGTHS[language].min_paragraph)
    entries, notes = list[Entry](), list(digest.notes)
    for entry in digest.entries:
        try:
            behind = [stories[name] for name in entry.stories if name in stories]
            entries.append(_shorten(entry, summariser, language, limit, known, behind))
        except (HelperFailed, _BadSummary) as reason:
            entries.append(entry)
            notes.append(f"entry {entry.number} is not shortened: {reason}")
    return replace(digest, entries=tuple(entries), notes=tuple(notes))


def _shorten(
    entry: Entry, summariser: Summariser, language: Language, limit: int, known: KnownNames, behind: list[Story]
) -> Entry:
    text, shorter = entry.paragraph, entry
    if size(text, language) > limit:
        answer = summariser.summarise(text, language, limit)
        if faults := summary_faults(text, answer, language, LENGTHS[language].min_paragraph, limit, known):
            raise _BadSummary(faults[0])
        shorter = replace(entry, paragraph=answer, written={**entry.written, "paragraph": summariser.id})
    if findings := lint_entry(shorter, behind, language):
        raise _BadSummary(findings[0])
    return shorter
