"""Amend a digest: what an operator corrected, replaced or withdrew after it was printed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from aggregator.assemble.rank import Ranked
from aggregator.assemble.window import at_release
from aggregator.assemble.write import NotWritten, draft, write
from aggregator.attribution.across import credit_of
from aggregator.models import Amendment, AmendmentKind, Digest, Edition, Entry, Revised, Story
from aggregator.registry.overrides import credited_by_hand
from aggregator.registry.sources import Sources
from aggregator.style import dateline
from aggregator.style.highlights import highlights
from aggregator.style.revised import without_text
from aggregator.style.title import title_lines

_WHERE = "amendment"


class NotAmended(Exception):
    """An amendment cannot be made, and why."""


def amend(
    digest: Digest,
    amendments: Sequence[Amendment],
    sources: Sources,
    stories: Mapping[str, Story],
    past: Sequence[str] = (),
) -> Digest:
    """Return a digest with its amendments, oldest first; each entry keeps its number, event and place.

    `stories`: by id, those that replacements are written from; `past`: headlines that the title may not resemble. What
    was withdrawn is neither in the highlights nor in the title. Raise `NotAmended` for an amendment that has no entry,
    comes after a withdrawal, or makes no entry.
    """
    entries, briefs = digest.entries, digest.briefs
    for number, amendment in enumerate(amendments, 1):
        if amendment.event not in {entry.event for entry in (*entries, *briefs)}:
            raise NotAmended(f"{amendment.edition} has no entry on the event {amendment.event}")
        entries, briefs = (
            tuple(
                _amended(entry, amendment, number, digest.edition, sources, stories)
                if entry.event == amendment.event
                else entry
                for entry in printed
            )
            for printed in (entries, briefs)
        )
    amended = replace(digest, entries=entries, briefs=briefs)
    return amended if amended.entries == digest.entries else _with_lines(amended, past)


def remembered(digest: Digest, before: Digest) -> Digest:
    """Return an amended digest as later editions remember it: they know the facts of what was withdrawn."""
    texts = {entry.event: entry.paragraph for entry in before.printed}
    entries, briefs = (
        tuple(replace(entry, paragraph=texts[entry.event]) if entry.withdrawn else entry for entry in printed)
        for printed in (digest.entries, digest.briefs)
    )
    return replace(digest, entries=entries, briefs=briefs)


def _with_lines(digest: Digest, past: Sequence[str]) -> Digest:
    kept = [entry for entry in digest.entries if not entry.withdrawn]
    edition = digest.edition
    return replace(digest, highlights=highlights(edition, kept), title_lines=title_lines(edition, kept, past))


def _amended(
    entry: Entry,
    amendment: Amendment,
    number: int,
    edition: Edition,
    sources: Sources,
    stories: Mapping[str, Story],
) -> Entry:
    if entry.withdrawn:
        raise NotAmended(f"entry {entry.number} of {edition.key} is withdrawn")
    changed = entry
    if amendment.kind is AmendmentKind.REPLACE:
        changed = _replaced(entry, amendment, edition, stories)
    changed = _credited(_reworded(changed, amendment, edition), amendment, edition, sources)
    if amendment.kind is AmendmentKind.WITHDRAW:
        changed = without_text(changed, edition.language)
    mark = Revised(number, amendment.kind, amendment.reason, amendment.at)
    return replace(changed, revised=(*entry.revised, mark))


def _reworded(entry: Entry, amendment: Amendment, edition: Edition) -> Entry:
    """Return an entry in the operator's words, where there are any; the dateline fits the paragraph."""
    words = {"headline": amendment.headline, "paragraph": amendment.paragraph}
    given = {name: text for name, text in words.items() if text is not None}
    if not given:
        return entry
    changed = replace(
        entry,
        headline=given.get("headline", entry.headline),
        paragraph=given.get("paragraph", entry.paragraph),
        written={name: adapter for name, adapter in entry.written.items() if name not in given},
        overridden=tuple(dict.fromkeys((*entry.overridden, *given))),
    )
    return replace(changed, dateline=dateline.dateline_of(changed, edition.language))


def _credited(entry: Entry, amendment: Amendment, edition: Edition, sources: Sources) -> Entry:
    if amendment.credit is None:
        return entry
    source = sources.get(amendment.credit)
    if source is None:
        raise NotAmended(f"no such source: {amendment.credit!r}")
    credit = credited_by_hand(entry.attribution, source, amendment.reason, _WHERE)
    overridden = tuple(dict.fromkeys((*entry.overridden, "credit")))
    name = credit.name.in_language(edition.language)
    changed = replace(entry, attribution=credit, credit=name, overridden=overridden, reported=False)
    return replace(changed, dateline=dateline.dateline_of(changed, edition.language)) if entry.reported else changed


def _replaced(entry: Entry, amendment: Amendment, edition: Edition, stories: Mapping[str, Story]) -> Entry:
    """Return the entry written from the amendment's story, which may have appeared after the window."""
    story = stories.get(amendment.story or "")
    if story is None:
        raise NotAmended(f"no such story: {amendment.story}")
    appeared = at_release(story, edition.zone).appeared
    wide = replace(edition, start=min(edition.start, appeared), end=max(edition.end, appeared + timedelta(seconds=1)))
    event = Ranked(entry.event, (story,), credit_of(story), entry.section, entry.score_parts)
    try:
        (written,) = write(wide, [draft(wide, event)])
    except NotWritten as reason:
        raise NotAmended(f"story {story.id} makes no entry: {reason}") from reason
    others = [telling for telling in entry.tellings if telling.story != story.id]
    return replace(
        written,
        number=entry.number,
        stories=(story.id, *(telling.story for telling in others)),
        tellings=(*written.tellings, *others),
        update=entry.update,
        overridden=tuple(dict.fromkeys((*entry.overridden, "story"))),
    )
