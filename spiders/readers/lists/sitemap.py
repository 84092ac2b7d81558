"""Sitemaps, with or without news tags."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lxml import etree

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet

from ..addresses import absolute
from ..document import Document
from ..header.dates import parse_moment
from ..limits import require_modest_xml
from ..unpacking import unpacked
from .listing import Item, collect, stories_in
from .xml import as_utf8

Each = TypeVar("Each")
_RAW_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
"""Ampersands that begin no entity, as in addresses written by hand."""
_ADDRESSES = re.compile(rb"https?://", re.IGNORECASE)
"""How a sitemap that is plain text begins."""
EMPTY = "a sitemap without stories"
_INDEX = "sitemapindex"
_FEEDS = frozenset({"rss", "feed", "RDF"})
_AHEAD = timedelta(days=366)
"""How far a sitemap's clock may run ahead of ours; a later time is none."""
MAX_LATEST = 2_000
"""Stories of a sitemap that are taken, those that changed last: a news sitemap may hold 1,000, others 50,000."""
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


def read_sitemap(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories in a sitemap, in order, with title and time from its news tags; of very many the latest.

    A sitemap may be a text of one address a line, or a feed (https://www.sitemaps.org/protocol.html). An index of
    sitemaps gives the stories beside them, mostly none: see `child_sitemaps`. Raises `Unreadable` if the bytes are
    not a sitemap, or it has no stories.
    """
    text = _text_of(document, outlet)
    if _ADDRESSES.match(text):
        lines = (Item(line, None) for line in text.decode().split())
        return stories_in(EMPTY, _latest(lines, outlet), document, outlet, entry)
    root = _root(text)
    if _name(root) in _FEEDS:
        from .feed import read_feed  # few sitemaps need feedparser

        return read_feed(document._replace(body=text), outlet, entry)
    if _name(root) == _INDEX:
        return collect(_latest(_items(root), outlet), document, outlet, entry)
    return stories_in(EMPTY, _latest(_items(root), outlet), document, outlet, entry)


def _latest(items: Iterable[Item], outlet: Outlet) -> list[Item]:
    """Return the items, or of very many the stories that changed last; their times are compared as they are written.

    Of those that changed at the same time, or at none that is given, both ends of their list count.
    """
    items = list(items)
    if len(items) <= MAX_LATEST:
        return items
    stories = [item for item in items if outlet.is_story(item.href)] or items
    return sorted(_from_both_ends(stories), key=lambda item: item.time or "", reverse=True)[:MAX_LATEST]


def child_sitemaps(document: Document, outlet: Outlet) -> list[str]:
    """Return the addresses of the sitemaps in an index, the last changed first; none if it is not an index.

    Sitemaps that changed at the same time, or at none that is given, are taken from both ends of their list in turn:
    some programs begin with the newest, some with the oldest.
    """
    text = _text_of(document, outlet)
    if _ADDRESSES.match(text):
        return []
    root = _root(text)
    if _name(root) != _INDEX:
        return []
    nodes = [node for node in root if _name(node) == "sitemap"]
    found = (absolute(_text(node, "loc") or "", document.url) for node in _newest_first(nodes, document, outlet))
    return [address for address in found if address]


def _newest_first(nodes: Iterable[etree._Element], document: Document, outlet: Outlet) -> Iterator[etree._Element]:
    together: dict[datetime, list[etree._Element]] = {}
    latest = document.fetched_at + _AHEAD
    for node in nodes:
        moment = parse_moment(_text(node, "lastmod") or "", latest, outlet.timezone)
        together.setdefault(moment.at if moment else _UNKNOWN, []).append(node)
    for at in sorted(together, reverse=True):
        yield from _from_both_ends(together[at])


def _from_both_ends(listed: list[Each]) -> Iterator[Each]:
    waiting = deque(listed)
    while waiting:
        yield waiting.popleft()
        if waiting:
            yield waiting.pop()


def _text_of(document: Document, outlet: Outlet) -> bytes:
    return as_utf8(unpacked(document).body, document.content_type, outlet.charset).strip()


def _root(text: bytes) -> etree._Element:
    require_modest_xml(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_RAW_AMPERSAND.sub(b"&amp;", text), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not a sitemap: {error}") from error
    if root is None or _name(root) not in {"urlset", _INDEX, *_FEEDS}:
        raise Unreadable("not a sitemap: " + ("empty" if root is None else f"its root is <{_name(root)}>"))
    return root


def _name(node: etree._Element) -> str:
    """Return an element's name without its namespace, which may be any text in a broken document."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _items(root: etree._Element) -> Iterator[Item]:
    for node in root:
        if _name(node) == "url" and (address := _text(node, "loc")):
            time = _text(node, "publication_date") or _text(node, "lastmod")
            yield Item(address, _text(node, "title"), time, None)


def _text(node: etree._Element, name: str) -> str | None:
    """Return the text of the first descendant with this local name; titles of images and videos do not count."""
    for child in node.iterdescendants():
        if _name(child) == name and not _is_media(child):
            return " ".join("".join(map(str, child.itertext())).split()) or None
    return None


def _is_media(node: etree._Element) -> bool:
    namespace = str(node.tag).partition("}")[0]
    return "image" in namespace or "video" in namespace
