"""What a feed says, before it is RSS, Atom or JSON Feed: the entries of an edition, or the editions of a house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import AwareDatetime

from aggregator.errors import AggregatorError
from aggregator.formats.document import read_head
from aggregator.formats.labels import LABELS
from aggregator.formats.layout import printed_sections
from aggregator.formats.naming import LANGUAGE_TAGS, closed, dated_title, entry_urn, urn
from aggregator.formats.safe import cleaned
from aggregator.formats.site import NOWHERE, Site
from aggregator.formats.templating import render_template
from aggregator.formats.view import entry_view
from aggregator.models import Digest, Edition, Entry, Language, SectionQuota


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom an item is credited to."""

    id: str
    """An IRI that stands for the source, the same in every edition."""
    name: str
    address: str | None
    """Of the text credited, or else of the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed."""

    id: str
    title: str
    html: str
    text: str
    at: datetime
    page: str | None
    """Its own address, below the home."""
    link: str | None
    """Address of the story."""
    original: str | None = None
    credit: Credit | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed; texts are plain, addresses absolute, times aware."""

    id: str
    title: str
    author: str
    description: str
    language: str
    """BCP 47."""
    at: datetime
    """When the newest of its editions closed."""
    page: str | None
    """Address of the web page that it goes with."""
    folder: tuple[str, ...]
    """Where its file lies, below the output folder."""
    site: Site
    items: tuple[Item, ...]

    def address(self, file_name: str) -> str | None:
        """Return the feed's own address under this file name."""
        return self.site.address(*self.folder, file_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSummary:
    """What the feed of editions says of one."""

    key: str
    title: str
    tagline: str
    language: Language
    end: AwareDatetime
    """End of its window, in its zone."""
    highlights: tuple[str, ...]
    folder: str | None = None
    """Where its documents lie, below the output folder; None: in the folder called by its key."""

    @classmethod
    def of(cls, digest: Digest) -> EditionSummary:
        """Summarise a digest."""
        edition = digest.edition
        return cls(
            key=edition.key,
            title=edition.title,
            tagline=edition.tagline,
            language=edition.language,
            end=closed(edition),
            highlights=digest.highlights,
        )

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> EditionSummary:
        """Summarise a digest from the head of its JSON document; raise `Unreadable` for another document."""
        head = read_head(document)
        return cls(
            key=head.edition.key,
            title=head.edition.title,
            tagline=head.edition.tagline,
            language=head.edition.language,
            end=head.edition.end,
            highlights=head.highlights,
        )


Summary = TypeVar("Summary", bound=EditionSummary)


def of_entries(digest: Digest, site: Site = NOWHERE) -> Feed:
    """Return the feed of an edition's entries, in the order of print.

    They are dated at the end of its window, each a second before the one that stands above it: readers sort by time.
    """
    digest = cleaned(digest)
    edition = digest.edition
    return Feed(
        id=urn("entries", edition.key, edition.language),
        title=dated_title(edition.title, edition.day, edition.language),
        author=edition.title,
        description=edition.tagline,
        language=LANGUAGE_TAGS[edition.language],
        at=closed(edition),
        page=site.edition_address(edition.key, "digest.html"),
        folder=(site.folder or edition.key,),
        site=site,
        items=tuple(_item(one, quota, edition, site) for quota, entries in printed_sections(digest) for one in entries),
    )


def of_editions(editions: Sequence[EditionSummary], site: Site = NOWHERE) -> Feed:
    """Return the feed of editions, newest first; raise `AggregatorError` where there is none to tell of.

    Title and tag line are those of the newest.
    """
    if not editions:
        raise AggregatorError("no edition to make a feed of")
    sorted_editions = newest_first(cleaned(tuple(editions)))
    newest = sorted_editions[0]
    return Feed(
        id=urn("editions", newest.language),
        title=newest.title,
        author=newest.title,
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
        title=shown.headline,
        html=render_template("entry.html", site, entry=shown, labels=labels).strip(),
        text=f"{shown.told}{shown.opening}{shown.credit}{shown.closing}",
        at=closed(edition) - timedelta(seconds=entry.number - 1),
        page=page and f"{page}#entry-{entry.number}",
        link=shown.link,
        original=shown.original,
        credit=Credit(urn("source", entry.attribution.source), entry.credit, shown.original or shown.link),
        tags=(section, labels.update) if shown.update else (section,),
    )


def _edition_item(one: EditionSummary, site: Site) -> Item:
    return Item(
        id=urn("edition", one.key, one.language),
        title=dated_title(one.title, one.end.date(), one.language),
        html=render_template("edition.html", site, edition=one).strip(),
        text="\n".join(one.highlights),
        at=one.end,
        page=site.address(one.folder or one.key, "digest.html"),
        link=None,
    )
