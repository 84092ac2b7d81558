"""Amend an edition by what an operator decided after it was printed, and by what one decides now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from aggregator.assemble import Material, amended, past_entries, remembered
from aggregator.crawl.context import Context
from aggregator.errors import EditionBlocked
from aggregator.formats.document import printed_in
from aggregator.formats.json import document
from aggregator.models import Amendment, Digest, PastEntry, Story

_COMPARED = ("number", "headline", "paragraph", "credit")
"""Parts of an entry that an amendment of another one must leave as they are."""


def with_amendments(
    context: Context,
    digest: Digest,
    material: Material,
    new: Amendment | None,
    until: datetime | None = None,
) -> tuple[Digest, tuple[PastEntry, ...]]:
    """Return a digest with its amendments (until a moment), and its entries as later editions remember them.

    Raise `EditionBlocked` if one cannot be made, or if the edition made again differs from the one in the store in
    more than a new amendment says: its readers would not learn of that.
    """
    all_known = context.store.digests.amendments(digest.edition.key)
    known = [amendment for amendment in all_known if until is None or amendment.at <= until]
    found = [*known, *([new] if new else [])]
    if not found:
        return digest, past_entries(digest)
    after = amended(digest, found, material, context.registry.sources, _replacements(context, found))
    if new and (silent := list(_other_changes(context, after, new))):
        raise EditionBlocked(digest.edition.key, tuple(silent))
    return after, past_entries(remembered(after, digest))


def _replacements(context: Context, amendments: Sequence[Amendment]) -> dict[str, Story]:
    names = (amendment.story for amendment in amendments if amendment.story)
    stories = filter(None, map(context.store.stories.get, names))
    return {story.id: context.registry.recredited(story) for story in stories}


def _other_changes(context: Context, digest: Digest, new: Amendment) -> Iterator[str]:
    """Yield the entries beside the amended one that are not as the store has them."""
    edition = digest.edition
    printed = _by_event(context.store.digests.get(edition.key, edition.language) or {})
    current = _by_event(document(digest))
    for event in dict.fromkeys((*printed, *current)):
        if event != new.event and printed.get(event) != current.get(event):
            entry = printed.get(event) or current[event]
            yield f"entry {entry['number']} would change as well: make the edition again first, with digest"


def _by_event(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["event"]: {name: entry.get(name) for name in _COMPARED} for _, entry in printed_in(document)}
