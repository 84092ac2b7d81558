"""A story's page: title, time, source label, author, body, each with its rule; or why it is not a story."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.errors import Quarantined, Unreadable
from aggregator.registry.outlets import Outlet
from aggregator.text import language_of

from ..addresses import absolute
from ..document import Document
from ..forwarding import forward_in
from ..header.header import Header
from ..header.people import find_author, find_editor
from ..header.published import find_time
from ..header.source import acceptable_link, find_source, signals_of
from ..header.title import find_headline
from ..limits import require_at_most
from ..reading import Field, Moment, PageKind, Reading
from ..unpacking import unpacked
from .body import Candidate, better_body, find_body
from .encoding import decode
from .extractors import Extract, Extraction, extract
from .kinds import no_text, verdict_on
from .layouts import Layouts
from .next_page import next_page
from .page import MAX_CHARACTERS, MAX_ELEMENTS, Page

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
"""Time zone of pages without an outlet: Chinese pages state no offset."""

Extractor = Callable[[Extraction], Awaitable[Extract | None]]
"""Extracts elsewhere; raises `Quarantined` if the page is over a limit."""


def read_article(document: Document, outlet: Outlet | None) -> Reading:
    """Read a page, whatever it is; never raises.

    Per field the outlet's selectors come first, then rules that hold for any page, then, for the body alone,
    general extractors. A field that no rule finds is None. `outlet` None: the general rules, China's time zone.
    The kind says whether the page is a story, `reason` why not; the fields are filled as far as they were found.
    The extractors run here and now, so they are not run on pages that could stall them.
    """
    return _read(document, outlet, lambda wanted: wanted.harmless)


def read_article_within(document: Document, outlet: Outlet | None) -> Reading:
    """Read a page as `read_article` does, whatever that costs the extractors: in a process with limits."""
    return _read(document, outlet, lambda _: True)


def _read(document: Document, outlet: Outlet | None, may_extract: Callable[[Extraction], bool]) -> Reading:
    draft = _begin(document, outlet)
    if isinstance(draft, Reading):
        return draft
    wanted = draft.candidate.wanted
    root = draft.header.page.root
    return _finish(draft, extract(wanted, root) if wanted and may_extract(wanted) else None)


def matches_on_page(document: Document, outlet: Outlet) -> dict[str, bool]:
    """Return whether each selector of an outlet's layouts, with its key in the outlet's file, finds something."""
    document = unpacked(document)
    decoded = decode(document.body, document.content_type, outlet.charset)
    return dict(Layouts(outlet, Page.parse(decoded, document.url)).matches())


async def read_article_apart(extractor: Extractor, document: Document, outlet: Outlet | None) -> Reading:
    """Read a page as `read_article` does, extracting by `extractor`; one over a limit is `quarantined`."""
    draft = _begin(document, outlet)
    if isinstance(draft, Reading):
        return draft
    wanted = draft.candidate.wanted
    try:
        return _finish(draft, await extractor(wanted) if wanted else None)
    except Quarantined as error:
        return Reading(kind=PageKind.QUARANTINED, reason=str(error))


class _Draft(NamedTuple):
    """A page read as far as the extraction that it may need."""

    fetched_at: datetime
    outlet: Outlet | None
    layouts: Layouts
    header: Header
    candidate: Candidate


def _begin(document: Document, outlet: Outlet | None) -> Reading | _Draft:
    """Read a page up to its body; return the final reading if it cannot or must not be read."""
    try:
        return _opened(document, outlet)
    except Quarantined as error:
        return Reading(kind=PageKind.QUARANTINED, reason=str(error))
    except Unreadable as error:
        return Reading(kind=PageKind.UNREADABLE, reason=str(error))


def _opened(document: Document, outlet: Outlet | None) -> Reading | _Draft:
    document = unpacked(document)
    decoded = decode(document.body, document.content_type, outlet.charset if outlet else None)
    if reason := no_text(document.body, decoded.text):
        return Reading(kind=PageKind.UNREADABLE, reason=reason, encoding=decoded.encoding)
    if address := forward_in(document):
        return Reading(kind=PageKind.FORWARD, reason=f"to {address}", encoding=decoded.encoding, forward=address)
    require_at_most(len(decoded.text), MAX_CHARACTERS, "characters")
    page = Page.parse(decoded, document.url)
    require_at_most(page.elements, MAX_ELEMENTS, "elements")
    layouts = Layouts(outlet, page)
    header = _header(page, layouts)
    return _Draft(document.fetched_at, outlet, layouts, header, find_body(header, layouts))


def _finish(draft: _Draft, found: Extract | None) -> Reading:
    """Read the rest of a page, with what an extractor found of its body."""
    fetched_at, outlet, layouts, header, candidate = draft
    page = header.page
    body = better_body(header, candidate, found)
    text = "\n".join(body.paragraphs)
    time, time_rule = _time(header, layouts, fetched_at, outlet.timezone if outlet else DEFAULT_ZONE)
    source = _source(header, layouts)
    author, editor = _author(header, layouts), _editor(header, layouts)
    verdict = verdict_on(header, body, dated=time is not None)
    rules = {
        "title": header.title_rule,
        "published": time_rule,
        "source_label": source.rule,
        "author": author.rule,
        "editor": editor.rule,
        "text": body.rule,
    }
    return Reading(
        kind=verdict.kind,
        reason=verdict.reason,
        title=header.title,
        published=time,
        source_label=source.value,
        source_url=acceptable_link(source.href, page),
        author=author.value,
        editor=editor.value,
        text=text,
        canonical_url=absolute(page.canonical, page.base) if page.canonical else None,
        next_page=next_page(page),
        language=outlet.language if outlet else language_of(text or header.title or ""),
        encoding=page.decoded.encoding,
        rules={name: rule for name, rule in rules.items() if rule},
        signals={**signals_of(header), **({"text:closing": body.closing} if body.closing else {})},
    )


def _header(page: Page, layouts: Layouts) -> Header:
    story = layouts.story()
    if title := layouts.title():
        return Header(page, title, "layout", story=story)
    if headline := find_headline(page):
        return Header(page, headline.title, headline.rule, headline.line, story)
    return Header(page, None, story=story)


def _time(header: Header, layouts: Layouts, fetched_at: datetime, zone: ZoneInfo) -> tuple[Moment | None, str]:
    if moment := layouts.time(fetched_at, zone):
        return moment, "layout"
    found = find_time(header, fetched_at, zone)
    return (found.moment, found.rule) if found else (None, "")


def _source(header: Header, layouts: Layouts) -> Field:
    if label := layouts.source():
        return Field(label, "layout", layouts.source_link())
    found = find_source(header)
    return found._replace(href=layouts.source_link() or found.href)


def _author(header: Header, layouts: Layouts) -> Field:
    if names := layouts.author():
        return Field(names, "layout")
    return find_author(header)


def _editor(header: Header, layouts: Layouts) -> Field:
    if names := layouts.editor():
        return Field(names, "layout")
    return find_editor(header)
