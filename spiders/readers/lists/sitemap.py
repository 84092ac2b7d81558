"""Sitemaps, with or without news tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.addresses import absolute
from spiders.readers.document import Document
from spiders.readers.lists.listing import Item, collect
from spiders.readers.unpacking import unpacked

MAX_BYTES = 52_428_800
"""Size of an unpacked sitemap that the protocol allows."""
_RAW_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def read_sitemap(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories in a sitemap, in order, with title and time from its news tags.

    An index of sitemaps gives an empty list: see `child_sitemaps`. Raises `Unreadable` if the bytes are not a
    sitemap, or it has no stories.
    """
    root = _root(unpacked(document, MAX_BYTES).body)
    links = collect(_items(root), document, outlet, entry)
    if not links and _name(root) != "sitemapindex":
        raise Unreadable("a sitemap without stories")
    return links


def child_sitemaps(document: Document) -> list[str]:
    """Return the addresses of the sitemaps in an index, the last changed first; none if it is not an index."""
    root = _root(unpacked(document, MAX_BYTES).body)
    if _name(root) != "sitemapindex":
        return []
    nodes = [node for node in root if _name(node) == "sitemap"]
    nodes.sort(key=lambda node: _text(node, "lastmod") or "", reverse=True)
    found = (absolute(_text(node, "loc") or "", document.url) for node in nodes)
    return [address for address in found if address]


def _root(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_escaped(body.strip()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not a sitemap: {error}") from error
    if root is None or _name(root) not in {"urlset", "sitemapindex"}:
        raise Unreadable("not a sitemap: " + ("empty" if root is None else f"its root is <{_name(root)}>"))
    return root


def _escaped(body: bytes) -> bytes:
    """Escape the ampersands that begin no entity, as in addresses written by hand."""
    return body if b"\x00" in body else _RAW_AMPERSAND.sub(b"&amp;", body)


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
