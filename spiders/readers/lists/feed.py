"""Feeds: RSS, Atom, RDF and JSON Feed with all their faults, as links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from io import BytesIO
from typing import Any

import feedparser
import nh3

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet
from aggregator.text import letters
from aggregator.text.sentences import sentences

from ..addresses import absolute, item_address
from ..document import Document
from ..header.dates import parse_moment
from ..limits import MAX_TITLE, require_few_links, require_modest_feed, require_modest_fragment
from ..page.fragment import fragment_text, plain_title, with_paragraphs
from ..page.markup import BLOCKS, HIDDEN, PROTECTED
from .json_feed import json_feed_entries
from .xml import as_utf8
from .zones import without_false_zone

Entry = Any  # feedparser's FeedParserDict, untyped
MAX_TITLE_LENGTH = 100
"""Characters of the first sentence that replace a missing title."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS = re.compile(rb"https?://[^\s<>\"']+")
_SEPARATOR = re.compile(rb"&(?=[A-Za-z_]\w*=)")
"""An ampersand before a parameter: `&copy=2` is not ©."""
_CDATA = b"<![CDATA["
_TAGS = nh3.ALLOWED_TAGS | (BLOCKS - HIDDEN)
_ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {"*": {"style", "hidden", "class", PROTECTED}}
"""Kept in the cleaned text: it shows where lines end, and which of them a reader sees."""
_NOT_SHOWN = HIDDEN - _TAGS
"""Left out with what is in them: what `<noscript>` or `<iframe>` hold is text to a parser, markup and all."""


def read_feed(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories in a feed, in order, each address once.

    An item with a text but without an address, or with that of an item of another title, gets a new one
    (`item_address`). Titles are plain text, links absolute http(s), times in the outlet's zone if they state none.
    A label of UTC that the feed as a whole shows to be false is not believed (`without_false_zone`).
    `content` is the cleaned HTML of the entry's fullest text, by its letters. Raises `Unreadable` if the bytes
    are not a feed, or it has no stories, `Quarantined` if there are too many of them, or of anything in it.
    """
    entries = _entries(document.body, outlet)
    require_few_links(len(entries))
    links: dict[str, Link] = {}
    stated = dict.fromkeys(filter(None, map(_time, entries)))
    times = dict(zip(stated, without_false_zone([*stated], document.fetched_at, outlet.timezone), strict=True))
    for item in entries:
        if address := _free_address(item, document.url, outlet, links):
            links[address] = _link(item, address, outlet, entry, document.fetched_at, times.get(_time(item) or ""))
    if not links:
        raise Unreadable(f"a feed without stories: {len(entries)} entries, none with an address or a text")
    return list(links.values())


def _entries(body: bytes, outlet: Outlet) -> list[Entry]:
    """Parse the bytes as a stream: feedparser reads a `str` or bare bytes as a path or an address."""
    if not body.strip():
        raise Unreadable("not a feed: an empty body")
    text = as_utf8(body, charset=outlet.charset)
    if not text:
        raise Unreadable("not a feed: unknown bytes")
    require_modest_feed(text)
    if text.lstrip().startswith((b"{", b"[")):
        return json_feed_entries(text.decode())
    try:
        feed = feedparser.parse(BytesIO(_with_parameters(text)), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        raise Unreadable(f"not a feed: {type(error).__name__}") from error
    if not feed.version and not feed.entries:
        raise Unreadable(f"not a feed: {_what(body)}")
    return list(feed.entries)


def _with_parameters(text: bytes) -> bytes:
    """Escape the ampersands between the parameters of addresses, as browsers read them; CDATA needs no escapes."""
    first, *parts = text.split(_CDATA)
    cut = [part.partition(b"]]>") for part in parts]
    return _CDATA.join([_escaped(first), *(inside + end + _escaped(rest) for inside, end, rest in cut)])


def _escaped(text: bytes) -> bytes:
    return _ADDRESS.sub(lambda address: _SEPARATOR.sub(b"&amp;", address[0]), text)


def _what(body: bytes) -> str:
    start = body[:500].lower()
    return "an HTML page" if b"<html" in start or b"<!doctype html" in start else "unknown bytes"


def _link(item: Entry, address: str, outlet: Outlet, entry: EntryPoint, fetched_at: datetime, time: str | None) -> Link:
    raw = _time(item)
    moment = parse_moment(time, fetched_at, outlet.timezone) if time else None
    content = _content(item)
    return Link(
        outlet=outlet.id,
        url=address,
        title=(_title(item, content) or "")[:MAX_TITLE] or None,
        published=moment.at if moment else None,
        published_precision=moment.precision if moment else None,
        published_raw=raw,
        source_label=_source(item),
        author=_author(item),
        section=entry.section,
        content=content,
    )


def _time(item: Entry) -> str | None:
    return _first(item, "published", "updated", "created")


def _first(item: Entry, *keys: str) -> str | None:
    """Return the first of the keys that holds text, without feedparser's mapping between keys."""
    for key in keys:
        value = dict.get(item, key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _address(item: Entry, url: str) -> str | None:
    """Return the entry's address; an id that is an address replaces a missing link."""
    link = _first(item, "feedburner_origlink") or _page_of(item) or _first(item, "link")
    identity = _first(item, "id")
    if link and (link != identity or _SCHEME.match(link)):
        return absolute(link, url)
    return absolute(identity, url) if identity and _SCHEME.match(identity) else None


def _page_of(item: Entry) -> str | None:
    """Return the page that an entry names as its alternate, if feedparser takes another of its links for the entry's.

    A relation may be an IRI; a link has its address in `href` (RFC 4287, 4.2.7).
    """
    pages = [link.get("href") for link in item.get("links", ()) if link.get("rel", "").endswith("alternate")]
    return None if item.get("link") in pages else next(filter(None, pages), None)


def _free_address(item: Entry, url: str, outlet: Outlet, links: Mapping[str, Link]) -> str | None:
    """Return the address to keep an item under; None for an item that repeats another, or says nothing."""
    address, title = _address(item, url), _plain(_first(item, "title")) or ""
    if address and (address not in links or not title or links[address].title == title):
        return None if address in links else address
    content = _content(item)
    if not (title and content):
        return None
    own = item_address(outlet.home, title, _first(item, "published", "updated", "created") or content)
    return None if own in links else own


def _title(item: Entry, content: str | None) -> str | None:
    title = _plain(_first(item, "title"))
    if title or not content:
        return title
    opening = next(iter(sentences(fragment_text(content))), "")
    return opening[:MAX_TITLE_LENGTH] or None


def _plain(markup: str | None) -> str | None:
    """Return the text of a field that may hold markup or entities."""
    return plain_title(markup) if markup else None


def _content(item: Entry) -> str | None:
    texts = [part.get("value") or "" for part in item.get("content", ())]
    found = [with_paragraphs(text) for text in (*texts, _first(item, "summary") or "") if text.strip()]
    for markup in found:
        require_modest_fragment(markup)
    fullest = max(found, key=_size) if len(found) > 1 else "".join(found)
    return _cleaned(fullest, _TAGS) or None if fullest else None


def _cleaned(markup: str, tags: AbstractSet[str]) -> str:
    return nh3.clean(markup, tags={*tags}, clean_content_tags=_NOT_SHOWN, attributes=_ATTRIBUTES)


def _size(markup: str) -> int:
    """Return the letters of a text: addresses of pictures and other markup are not part of it."""
    return len(letters(_cleaned(markup, frozenset())))


def _source(item: Entry) -> str | None:
    source = item.get("source")
    title = source.get("title") if isinstance(source, dict) else None
    label = _plain(title) or _plain(_first(item, "dc_source"))
    return None if label and _SCHEME.match(label) else label


def _author(item: Entry) -> str | None:
    names = list(dict.fromkeys(_names(item)))
    return "、".join(names) or None


def _names(item: Entry) -> Iterator[str]:
    for author in item.get("authors", ()):
        if name := _plain(author.get("name")):
            yield name
