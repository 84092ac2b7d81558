"""A digest for the templates: texts ready to print, safe links, written-out marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from aggregator.formats.calendar_block import calendar_lines
from aggregator.formats.card import FILE as CARD
from aggregator.formats.head import BETWEEN, head_line
from aggregator.formats.labels import (
    LABELS,
    Labels,
    followup_line,
    machine_note,
    mark_of,
    outlet_lines,
    revision_notes,
    window_note,
)
from aggregator.formats.layout import printed_sections
from aggregator.formats.linked_data import linked_data
from aggregator.formats.naming import LANGUAGE_TAGS, printed_date
from aggregator.formats.safe import cleaned, web_address
from aggregator.formats.site import NOWHERE, PAGE, Site
from aggregator.formats.text import MARKS
from aggregator.models import Digest, Edition, Entry, FollowUp

_MIN_SHARE = 0.6
"""Share of a highlight's characters that its headline must have, in order. As a rule that is all of them, since a
highlight is a headline with words left out; a translated or manual one has fewer."""
_MAX_COMPARED = 300
"""Characters of a line that are compared."""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A later report on an entry's event, ready to print."""

    line: str
    credit: str
    link: str | None
    """Address of the report; None if it is not on the web."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry, ready to print."""

    number: int
    mark: str
    """The number as printed: `1、`, `1. `."""
    headline: str
    text: str
    """Dateline and paragraph."""
    opening: str
    """Punctuation before the credit."""
    credit: str
    closing: str
    link: str | None
    """Address of the story; None if it is not on the web."""
    original: str | None
    """Address of the text credited, if that differs."""
    update: bool
    followups: tuple[FollowUpView, ...] = ()
    """Later reports on it, in a review."""
    revised: str = ""
    """The mark of a change after it was printed."""
    revisions: tuple[str, ...] = ()
    """When it was changed, and why."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section and its entries, in the order of print."""

    name: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class HighlightView:
    """A highlight, and the number of its entry if one is found."""

    line: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """A digest, ready to print; every text is one line of visible characters."""

    language: str
    """BCP 47."""
    labels: Labels
    edition: Edition
    date: str
    head: str
    """Other particulars at its head, with a mark before them; empty if there are none."""
    window: str
    highlights: tuple[HighlightView, ...]
    title: str
    """With its lines of news."""
    sections: tuple[SectionView, ...]
    briefs: tuple[EntryView, ...]
    """Entries of which only the headline is printed."""
    calendar: tuple[str, ...]
    """Lines of the days that bind."""
    outlets: tuple[str, ...]
    """Lines that name the outlets that were read."""
    machine: str | None
    """Note on the fields that machines wrote."""
    address: str | None
    """Address of the page; None if it is not on the web."""
    card: str | None
    """Address of the share image; None if there is none, or it is not on the web."""
    data: Mapping[str, Any]
    """The edition as schema.org has it: a list of articles."""


def view(digest: Digest, site: Site = NOWHERE) -> DigestView:
    """Return the view of a digest."""
    digest = cleaned(digest)
    edition = digest.edition
    return DigestView(
        language=LANGUAGE_TAGS[edition.language],
        labels=LABELS[edition.language],
        edition=edition,
        date=printed_date(edition.day, edition.language),
        head="".join(f"{BETWEEN}{line}" for line in (head_line(digest, but=("date",)),) if line),
        window=window_note(edition),
        title=digest.title,
        highlights=tuple(HighlightView(line, number_of(line, digest.entries)) for line in digest.highlights),
        sections=tuple(
            SectionView(
                quota.names.in_language(edition.language), tuple(entry_view(entry, edition) for entry in entries)
            )
            for quota, entries in printed_sections(digest)
        ),
        briefs=tuple(entry_view(brief, edition) for brief in digest.briefs),
        calendar=calendar_lines(digest),
        outlets=outlet_lines(digest),
        machine=machine_note(digest),
        address=site.edition_address(edition.key, PAGE),
        card=site.edition_address(edition.key, CARD) if edition.card else None,
        data=linked_data(digest),
    )


def entry_view(entry: Entry, edition: Edition) -> EntryView:
    """Return the view of an entry whose texts are clean."""
    marks = MARKS[edition.language]
    opening, closing = marks.credit.split("{}")
    link, original = web_address(entry.url), web_address(entry.attribution.original_url)
    return EntryView(
        number=entry.number,
        mark=marks.numbered(entry.number, ""),
        headline=entry.headline,
        text=entry.dateline + entry.paragraph,
        opening=opening,
        credit=entry.credit,
        closing=closing,
        link=link,
        original=original if original != link else None,
        update=bool(entry.update),
        followups=tuple(_followup(each, edition) for each in entry.followups),
        revised=mark_of(entry, edition.language),
        revisions=revision_notes(entry, edition),
    )


def _followup(followup: FollowUp, edition: Edition) -> FollowUpView:
    name = followup.name.in_language(edition.language)
    return FollowUpView(followup_line(followup, edition), name, web_address(followup.url))


def number_of(line: str, entries: Sequence[Entry]) -> int | None:
    """Return the number of the entry that a highlight belongs to."""
    likeness = {entry.number: _likeness(line[:_MAX_COMPARED], entry.headline[:_MAX_COMPARED]) for entry in entries}
    best = max(likeness, key=lambda number: (likeness[number], -number), default=None)
    return best if best is not None and likeness[best][0] >= _MIN_SHARE else None


def _likeness(line: str, headline: str) -> tuple[float, float]:
    """Return the share of the line that is in the headline, in order, and how alike the two are."""
    matcher = SequenceMatcher(None, line, headline, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return shared / max(1, len(line)), matcher.ratio()
