"""The content of a feed, before it is RSS, Atom or JSON Feed: the entries of an edition, or the editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import AwareDatetime

from aggregator.errors import AggregatorError
from aggregator.formats.document import read_head
from aggregator.formats.head import head_line
from aggregator.formats.labels import LABELS, machine_note, marked
from aggregator.formats.layout import printed_sections
from aggregator.formats.naming import LANGUAGE_TAGS, closed, dated_title, entry_urn, in_zone, urn
from aggregator.formats.safe import cleaned
from aggregator.formats.site import NOWHERE, Site
from aggregator.formats.templating import render_template
from aggregator.formats.view import EntryView, entry_view
from aggregator.models import Digest, Edition, Entry, Language, SectionQuota


@dataclass(frozen=True, slots=True)
class Credit:
    """The source that an item is credited to."""

    id: str
    """IRI of the source, the same in every edition."""
    name: str
    address: str | None
    """Address of the text credited, or else of the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed."""

    id: str
    title: str
    html: str
    text: str
    at: datetime
    revised: datetime | None = None
    """When it was changed last after it was printed."""
    page: str | None
    """Address of the item, below the home."""
    link: str | None
    """Address of the story."""
    original: str | None = None
    credit: Credit | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: plain texts, absolute addresses, aware times."""

    id: str
    title: str
    author: str
    description: str
    language: str
    """BCP 47."""
    at: datetime
    """Close of its newest edition."""
    revised: datetime | None = None
    """When an item was changed last after it was printed."""
    page: str | None
    """Address of the matching web page."""
    folder: tuple[str, ...]
    """Folders of its file, below the output folder."""
    site: Site
    items: tuple[Item, ...]

    def address(self, file_name: str) -> str | None:
        """Return the address of the feed under this file name."""
        return self.site.address(*self.folder, file_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSummary:
    """An edition in the feed of editions."""

    key: str
    title: str
    """With its lines of news."""
    masthead: str = ""
    """The edition's title alone."""
    tagline: str
    language: Language
    end: AwareDatetime
    """End of its window, in its zone."""
    highlights: tuple[str, ...]
    revised: AwareDatetime | None = None
    """When an entry was changed last after it was printed."""
    folder: str | None = None
    """Its documents' folder, below the output folder; None: its key."""

    @classmethod
    def of(cls, digest: Digest) -> EditionSummary:
        """Summarise a digest."""
        edition = digest.edition
        return cls(
            key=edition.key,
            title=digest.title,
            masthead=edition.title,
            tagline=edition.tagline,
            language=edition.language,
            end=closed(edition),
            highlights=digest.highlights,
            revised=digest.revised_at and in_zone(digest.revised_at, edition),
        )

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> EditionSummary:
        """Summarise a digest from the head of its JSON document; raise `Unreadable` for another document."""
        head = read_head(document)
        edition = head.edition
        return cls(
            key=edition.key,
            title=edition.title,
            masthead=edition.masthead,
            tagline=edition.tagline,
            language=edition.language,
            end=edition.end,
            highlights=head.highlights,
            revised=edition.revised,
        )


Summary = TypeVar("Summary", bound=EditionSummary)


def of_entries(digest: Digest, site: Site = NOWHERE) -> Feed:
    """Return the feed of an edition's entries, in the order of print.

    They are dated at the end of its window, each a second before the one above it: readers sort by time.
    """
    digest = cleaned(digest)
    edition = digest.edition
    return Feed(
        id=urn("entries", edition.key, edition.language),
        title=dated_title(edition.title, edition.day, edition.language),
        author=edition.title,
        description=" ".join(filter(None, (edition.tagline, head_line(digest), machine_note(digest)))),
        language=LANGUAGE_TAGS[edition.language],
        at=closed(edition),
        revised=digest.revised_at and in_zone(digest.revised_at, edition),
        page=site.edition_address(edition.key, "digest.html"),
        folder=(site.folder or edition.key,),
        site=site,
        items=(
            *(_item(entry, quota, edition, site) for quota, entries in printed_sections(digest) for entry in entries),
            *(_brief(brief, digest, site) for brief in digest.briefs),
        ),
    )


def of_editions(editions: Sequence[EditionSummary], site: Site = NOWHERE) -> Feed:
    """Return the feed of editions, newest first, with the newest one's title and tag line.

    Raises `AggregatorError` if there are no editions.
    """
    if not editions:
        raise AggregatorError("no edition to make a feed of")
    sorted_editions = newest_first(cleaned(tuple(editions)))
    newest = sorted_editions[0]
    return Feed(
        id=urn("editions", newest.language),
        title=newest.masthead or newest.title,
        author=newest.masthead or newest.title,
        description=newest.tagline,
        language=LANGUAGE_TAGS[newest.language],
        at=newest.end,
        page=site.address(""),
        folder=(),
        site=site,
        items=tuple(_edition_item(edition, site) for edition in sorted_editions),
    )


def newest_first(editions: Iterable[Summary]) -> list[Summary]:
    """Sort editions by their end, the newest first."""
    return sorted(editions, key=lambda edition: (edition.end, edition.key, edition.language), reverse=True)


def _item(entry: Entry, quota: SectionQuota, edition: Edition, site: Site) -> Item:
    shown, labels = entry_view(entry, edition), LABELS[edition.language]
    section = quota.names.in_language(edition.language)
    page = site.edition_address(edition.key, "digest.html")
    return Item(
        id=entry_urn(edition, entry),
        title=marked(entry, edition.language),
        html=render_template("entry.html", site, entry=shown, labels=labels).strip(),
        text="\n".join(_lines(shown)),
        revised=entry.revised_at and in_zone(entry.revised_at, edition),
        at=closed(edition) - timedelta(seconds=entry.number - 1),
        page=page and f"{page}#entry-{entry.number}",
        link=shown.link,
        original=shown.original,
        credit=Credit(urn("source", entry.attribution.source), entry.credit, shown.original or shown.link),
        tags=(section, labels.update) if shown.update else (section,),
    )


def _lines(shown: EntryView) -> Iterator[str]:
    yield f"{shown.text}{shown.opening}{shown.credit}{shown.closing}"
    for later in shown.followups:
        yield f"{later.line}{shown.opening}{later.credit}{shown.closing}"
    yield from shown.revisions


def _brief(brief: Entry, digest: Digest, site: Site) -> Item:
    """Return the item of a brief: its title tells the news."""
    quota = next(quota for quota in digest.edition.sections if quota.section == brief.section)
    told = replace(brief, dateline="", paragraph=brief.headline)
    return _item(told, quota, digest.edition, site)


def _edition_item(edition: EditionSummary, site: Site) -> Item:
    return Item(
        id=urn("edition", edition.key, edition.language),
        title=dated_title(edition.title, edition.end.date(), edition.language),
        html=render_template("edition.html", site, edition=edition).strip(),
        text="\n".join(edition.highlights),
        at=edition.end,
        revised=edition.revised,
        page=site.address(edition.folder or edition.key, "digest.html"),
        link=None,
    )
