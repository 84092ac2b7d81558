"""A digest with shorter paragraphs. Pure, given the summariser; where that gives nothing good the text stands."""

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


class _NotShortened(Exception):
    """A paragraph that has no good shorter form, and why."""


def shortened(
    digest: Digest, summariser: Summariser, most: int | None, known: KnownNames, stories: Mapping[str, Story]
) -> Digest:
    """Return the digest with each paragraph that has more than `most` characters shortened to that.

    `most` None: as many as are enough for a paragraph. `stories`: those behind the entries, by id. A paragraph that
    stays as it is has a note that says why. Raises nothing for what a summariser does.
    """
    language = digest.edition.language
    limit = max(most or LENGTHS[language].enough, LENGTHS[language].min_paragraph)
    entries, notes = list[Entry](), list(digest.notes)
    for entry in digest.entries:
        try:
            done = _shortened(entry, summariser, language, limit, known)
            behind = [stories[name] for name in entry.stories if name in stories]
            if findings := lint_entry(done, behind, language):
                raise _NotShortened(findings[0])
        except (HelperFailed, _NotShortened) as reason:
            done = entry
            notes.append(f"entry {entry.number} is not shortened: {reason}")
        entries.append(done)
    return replace(digest, entries=tuple(entries), notes=tuple(notes))


def _shortened(entry: Entry, summariser: Summariser, language: Language, most: int, known: KnownNames) -> Entry:
    if size(entry.paragraph, language) <= most:
        return entry
    answer = summariser.summarise(entry.paragraph, language, most)
    if faults := summary_faults(entry.paragraph, answer, language, LENGTHS[language].min_paragraph, most, known):
        raise _NotShortened(faults[0])
    return replace(entry, paragraph=answer, written={**entry.written, "paragraph": summariser.id})
