"""Gather the material of a review: the entries of the editions that it looks back on, in their last form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aggregator.assemble import Material, assemble
from aggregator.crawl.context import Context
from aggregator.formats.document import (
    Document,
    PrintedEntry,
    PrintedFollowUp,
    PrintedSection,
    printed_in,
    read_document,
)
from aggregator.formats.json import document
from aggregator.formats.view import number_of
from aggregator.models import Edition, Entry, FollowUp, FollowUpKind, MadeEdition, Names, ReviewedEntry, Story
from aggregator.registry.editions import load_edition_plan
from aggregator.runs.amendments import with_amendments
from aggregator.runs.gone_pages import gone_pages
from aggregator.runs.translations import shorten
from aggregator.store import Store

_DATE = len("2026-11-20")
Gather = Callable[[Context, Edition], Material]


def gather_review(context: Context, edition: Edition, gather: Gather) -> Material:
    """Return the material of a review; of one that was made before, as it was known then.

    `gather` returns the material of another edition, which is made again if it was changed since.
    """
    store = context.store
    made = store.digests.made(edition.start - (edition.end - edition.start))
    at = next((each.at for each in made if each.key == edition.key and each.at >= edition.end), None)
    edition = replace(edition, made_at=at)
    reviewed, stories = list[ReviewedEntry](), dict[str, Story]()
    for each in sorted(_looked_back_on(edition, made), key=lambda each: (each.end, each.key)):
        found = _document(context, each, edition, gather)
        if found is not None:
            _keep_stories(context, stories, found)
            reviewed += _entries(found, stories)
    current = [*stories.values()]
    return Material(
        edition,
        current,
        gone=gone_pages(store, edition, current),
        reviewed=reviewed,
        later=_later(context, edition, reviewed),
    )


def reviews_of(store: Store, edition: Edition, event: str) -> list[str]:
    """Return the keys of the reviews that print an event of an edition."""
    made = [each for each in store.digests.made(edition.end) if each.review]
    documents = ((each.key, store.digests.get(each.key, edition.language) or {}) for each in made)
    return [key for key, found in documents if any(entry["event"] == event for _, entry in printed_in(found))]


def _looked_back_on(edition: Edition, made: Sequence[MadeEdition]) -> Iterator[MadeEdition]:
    """Yield the editions that closed in the window, and those before it that were made after the last review.

    One that was not made yet belongs to the next review.
    """
    last = max((each.at for each in made if _name(each) == edition.name and each.end <= edition.start), default=None)
    for each in made:
        of_it = _name(each) in edition.review_of if edition.review_of else not each.review
        timely = edition.start < each.end <= edition.end or (
            last is not None and each.end <= edition.start < each.at > last
        )
        if of_it and timely and each.at >= each.end and (edition.made_at is None or each.at <= edition.made_at):
            yield each


def _name(made: MadeEdition) -> str:
    return made.key[_DATE + 1 :]


def _document(context: Context, made: MadeEdition, edition: Edition, gather: Gather) -> Document | None:
    """Return the document of an edition in the review's language, without the amendments after the review was made."""
    found = context.store.digests.get(made.key, edition.language)
    if found is None:
        return None
    read = read_document(found)
    if edition.made_at and any(mark.at > edition.made_at for _, entry in read.printed for mark in entry.revised):
        return read_document(_as_of(context, made, edition.made_at, gather))
    return read


def _as_of(context: Context, made: MadeEdition, moment: datetime, gather: Gather) -> Mapping[str, Any]:
    """Return the document of an edition as it was at a moment: made again, with its amendments until then."""
    plan = load_edition_plan(context.registry.layers, _name(made))
    day = date.fromisoformat(made.key[:_DATE])
    material = gather(context, plan.on(day, context.registry.sections))
    digest = shorten(context, assemble(material, context.registry.sources), material.stories)
    return document(with_amendments(context, digest, material, None, moment)[0])


def _keep_stories(context: Context, stories: dict[str, Story], found: Document) -> None:
    """Read the stories of a document's entries that are not read yet."""
    for name in dict.fromkeys(name for _, entry in found.printed for name in entry.stories):
        if name not in stories and (story := context.store.stories.get(name)):
            stories[name] = context.registry.recredited(story)


def _entries(found: Document, stories: Mapping[str, Story]) -> Iterator[ReviewedEntry]:
    """Yield the entries of a document."""
    whole = [_entry(section, entry, found, stories) for section in found.sections for entry in section.entries]
    briefs = [_entry(section, entry, found, stories) for section in found.sections for entry in section.briefs]
    led = {number_of(line, whole) for line in found.highlights}
    for entry in (*whole, *briefs):
        brief = entry in briefs
        yield ReviewedEntry(entry=entry, closed=found.edition.end, brief=brief, led=not brief and entry.number in led)


def _entry(section: PrintedSection, entry: PrintedEntry, found: Document, stories: Mapping[str, Story]) -> Entry:
    lead = stories.get(entry.stories[0])
    return Entry(
        number=entry.number,
        section=section.id,
        headline=entry.headline,
        dateline=entry.dateline,
        paragraph=entry.paragraph,
        credit=entry.credit,
        attribution=entry.attribution,
        event=entry.event,
        stories=entry.stories,
        url=lead.url if lead else "",
        day=entry.day or found.edition.date,
        score=entry.score,
        score_parts=entry.score_parts,
        update=entry.update,
        written=entry.written,
        followups=tuple(_followup(each, found) for each in entry.followups),
        reported=entry.reported,
        overridden=entry.overridden,
        revised=entry.revised,
    )


def _followup(followup: PrintedFollowUp, found: Document) -> FollowUp:
    """Return another report as its document has it; the name of its source is known in one language."""
    return FollowUp(
        kind=followup.kind,
        story=followup.story,
        url=followup.url or "",
        day=followup.day or found.edition.date,
        headline=followup.headline,
        source=followup.source,
        name=Names(followup.credit, followup.credit),
    )


def _later(context: Context, edition: Edition, reviewed: Sequence[ReviewedEntry]) -> dict[str, list[Story]]:
    """Return the stories of the events; of a review that was made before, only those that it printed."""
    store = context.store
    printed = _printed(store, edition) if edition.made_at else None
    found = dict[str, list[Story]]()
    for event in dict.fromkeys(each.entry.event for each in reviewed):
        names = [each.story for each in store.events.members(event)] if printed is None else printed.get(event, ())
        stories = filter(None, map(store.stories.get, names))
        found[event] = [context.registry.recredited(story) for story in stories if story.appeared < edition.end]
    return found


def _printed(store: Store, edition: Edition) -> dict[str, list[str]]:
    """Return the stories that a review names as what came of its entries, by event."""
    found = store.digests.get(edition.key, edition.language)
    entries = [entry for _, entry in read_document(found).printed] if found else []
    return {
        entry.event: [each.story for each in entry.followups if each.kind is FollowUpKind.LATER] for entry in entries
    }
