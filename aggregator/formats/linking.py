"""Links of an edition's page to its feeds, the editions before and after it, and its other languages.

They change when other editions come, and the rest of the page does not: they are put between two marks each. A page
of an operator's template without the marks stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.formats.feed import EditionSummary, newest_first
from aggregator.formats.labels import LABELS
from aggregator.formats.naming import LANGUAGE_TAGS, dated_title
from aggregator.formats.site import PAGE, Site
from aggregator.formats.templating import render_template
from aggregator.models import Language

_MARKED = {
    "links.html": ("<!-- links -->\n", "<!-- end of links -->"),
    "editions.html": ("<!-- editions -->\n", "<!-- end of editions -->"),
}
"""Where a page has the links of a template: between these marks, once."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page announces."""

    href: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page that another leads to."""

    href: str
    title: str
    tag: str
    """Language, BCP 47."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Links of the page of an edition."""

    language: Language
    previous: PageLink | None = None
    next: PageLink | None = None
    languages: tuple[PageLink, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    index: str | None = None
    """Address of the page that lists the editions."""


def linked(page: str, neighbours: Neighbours, site: Site) -> str:
    """Return a page with its links put in, instead of those that it had."""
    context = {
        "labels": LABELS[neighbours.language],
        "pages": {"prev": neighbours.previous, "next": neighbours.next},
        "languages": neighbours.languages,
        "feeds": neighbours.feeds,
        "index": neighbours.index,
    }
    for template, marks in _MARKED.items():
        page = _between(page, marks, render_template(template, site, **context))
    return page


def _between(page: str, marks: tuple[str, str], links: str) -> str:
    """Put links between the marks; a page without both is as it was."""
    begin, end = marks
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    return f"{before}{found}{links}{ended}{after}" if ended else page


def neighbours_of(
    edition: EditionSummary,
    others: Sequence[EditionSummary],
    feeds: Sequence[FeedLink] = (),
    index: str | None = None,
) -> Neighbours:
    """Return the neighbours of an edition among all that have a page; `others` may hold it, in any language."""
    of_language = newest_first(other for other in others if other.language == edition.language)
    newer = [other for other in of_language if (other.end, other.key) > (edition.end, edition.key)]
    older = [other for other in of_language if (other.end, other.key) < (edition.end, edition.key)]
    translations = [other for other in others if other.key == edition.key and other.language != edition.language]
    return Neighbours(
        language=edition.language,
        previous=_link(edition, older[0]) if older else None,
        next=_link(edition, newer[-1]) if newer else None,
        languages=tuple(_link(edition, other, LABELS[other.language].language) for other in translations),
        feeds=tuple(feeds),
        index=index,
    )


def leads_to(edition: EditionSummary, others: Sequence[EditionSummary], to: EditionSummary) -> bool:
    """Return whether the page of an edition links to that of another."""
    found = neighbours_of(edition, others)
    pages = (found.previous, found.next, *found.languages)
    return _link(edition, to).href in {page.href for page in pages if page}


def up(folder: str, name: str) -> str:
    """Return a relative address from a page in a folder to a file of the root."""
    return "../" * len(folder.split("/")) + name


def _link(edition: EditionSummary, other: EditionSummary, title: str | None = None) -> PageLink:
    here, there = edition.folder or edition.key, other.folder or other.key
    title = title or dated_title(other.title, other.end.date(), other.language)
    return PageLink(up(here, f"{there}/{PAGE}"), title, LANGUAGE_TAGS[other.language])
