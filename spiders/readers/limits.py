"""How large a document may be: counted before a parser sees it, because parsers take what they are given.

The counts are cheap upper bounds, so that a normal document costs next to nothing; only one that may hold an element
with very many attributes is looked at again, piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from heapq import nlargest
from typing import Any

from lxml import etree

from aggregator.errors import Quarantined

MAX_BYTES = 16 * 2**20
"""Of any document in UTF-8: 8 MiB of two-byte characters are up to 12."""
MAX_TAGS = 150_000
"""Opening angle brackets of a page, those in its scripts included."""
MAX_SITEMAP_TAGS = 520_000
"""The same, of a feed or sitemap: 50,000 addresses with all that the protocol has for them, as many as it allows."""
MAX_FEED_TAGS = 60_000
"""The same, of a feed and its texts: its reader takes ten times as long an element; the largest seen has 16,000."""
MAX_FRAGMENT_TAGS = 10_000
"""Of the text of an item: what cleans it takes quadratic time if each is inside the one before."""
MAX_ENTITIES = 300_000
"""Ampersands of a feed or sitemap."""
MAX_ATTRIBUTES = 1_000
"""Of an element. The parser compares each with all before it; stories have a dozen, apps a hundred."""
MAX_ROOT_TAGS = 1_000
"""Tags whose attributes all go to one element, however often they occur."""
MAX_XML_ATTRIBUTES = 50_000
"""Of a whole feed or sitemap, that is its equals signs outside of texts that are CDATA; the largest seen has 8,400."""
MAX_NAMESPACES = 500
MAX_VALUES = 400_000
"""Values of a JSON document."""
MAX_LINKS = 20_000
"""Stories that a document may announce."""
MAX_TITLE = 1_000
"""Characters of a title that are kept."""
MAX_LIGHT_BYTES = 512 * 1024
MAX_LIGHT_TAGS = 4_000
"""Tags of a page or list page that is read in the crawl's own process; 19 of 20 real pages have fewer."""
MAX_LIGHT_PARTS = 1_500
"""Tags, attributes, entities and values of another list that is."""
_PARTS = {
    "feed": (b"<", b"=", b"&", b"{"),
    "sitemap": (b"<", b"=", b"&", b"{", b"://"),
    "api": (b"{", b"[", b","),
}
"""The parts of a list, by its kind: each costs its reader up to a millisecond."""
_SMALL = 30_000
"""Bytes that cannot hold enough attributes to matter."""
_SHORT = 400
"""Bytes of a piece of a tag that is not looked into: it may hold a hundred attributes."""
_MANY = 8_000
"""Attributes that an element may seem to have before a page is looked at again."""
_QUOTED_END = re.compile(rb"""=(?=\s*+(?:"[^">]*+>|'[^'>]*+>))""")
"""An attribute whose value seems to hold the end of a tag."""
_BETWEEN = b" \n\t\r\f=/"
"""An attribute has one of these before it, or its value ends there."""
_PIECE = 65_536
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"


def is_light(body: bytes, kind: str) -> bool:
    """Return whether a document can be read in the crawl's own process: whatever is in it, in two seconds at most.

    `kind`: of an entry point, or `page`. The slowest documents known, just below the limits, are in the tests.
    """
    if len(body) > MAX_LIGHT_BYTES or b"\0" in body or body.startswith(b"\x1f\x8b"):
        return False  # nor can the parts be counted of what is packed, or has two bytes a character
    if kind in _PARTS:
        return sum(map(body.count, _PARTS[kind])) <= MAX_LIGHT_PARTS
    return body.count(b"<") <= MAX_LIGHT_TAGS


def require_modest_html(page: bytes) -> None:
    """Raise `Quarantined` if parsing a page would take seconds, or a large part of the memory."""
    require_at_most(len(page), MAX_BYTES, "bytes")
    tags = page.count(b"<")
    require_at_most(tags, MAX_TAGS, "tags")
    if len(page) <= _SMALL:
        return
    if tags > MAX_ROOT_TAGS:
        small = page.lower()
        require_at_most(small.count(b"<html") + small.count(b"<body"), MAX_ROOT_TAGS, "tags of the whole page")
    if len(page) - len(page.translate(None, _BETWEEN)) > _MANY and _most_attributes(page) > _MANY:
        _require_few_attributes(page)


def _most_attributes(page: bytes) -> int:
    """Return how many attributes an element may have at most: tags end at `>`, except where that is quoted."""
    quoted = len(_QUOTED_END.findall(page))
    long = [_parts(piece) for piece in page.split(b">") if len(piece) > _SHORT]
    return quoted * _SHORT // 4 + sum(nlargest(quoted + 1, long))


def _parts(piece: bytes) -> int:
    return piece.count(b"=") + piece.count(b"/") + len(piece.split())


def _require_few_attributes(page: bytes) -> None:
    """Look for an element with many attributes; the parser is linear as long as it builds no tree."""
    target = _Elements()
    parser = etree.HTMLParser(target=target, encoding="utf-8")
    waiting = 0
    try:
        for at in range(0, len(page), _PIECE):
            piece = page[at : at + _PIECE]
            target.moved = False
            parser.feed(piece)
            waiting = 0 if target.moved else waiting + _parts(piece)
            require_at_most(waiting, 2 * _MANY, "attributes of an element")
        parser.close()
    except etree.LxmlError:  # nothing but space and comments
        return


class _Elements:
    """Target of a parser: notes that it goes on, and the attributes of each element."""

    moved = False

    def start(self, tag: str | bytes, attrib: Mapping[Any, Any]) -> None:
        self.moved = True
        require_at_most(len(attrib), MAX_ATTRIBUTES, "attributes of an element")

    def data(self, data: str | bytes) -> None:
        self.moved = True

    def end(self, tag: str | bytes) -> None:
        self.moved = True

    def comment(self, text: str | bytes) -> None:
        self.moved = True

    def close(self) -> Any:
        return None


def require_modest_xml(body: bytes) -> None:
    """Raise `Quarantined` if a sitemap would take seconds, or a large part of the memory."""
    require_at_most(len(body), MAX_BYTES, "bytes")
    require_at_most(body.count(b"<"), MAX_SITEMAP_TAGS, "tags")
    require_at_most(body.count(b"&"), MAX_ENTITIES, "entities")
    require_at_most(body.count(b"xmlns"), MAX_NAMESPACES, "namespaces")
    if body.count(b"=") > MAX_XML_ATTRIBUTES:
        require_at_most(_equals_signs(body), MAX_XML_ATTRIBUTES, "attributes")


def _equals_signs(body: bytes) -> int:
    """Count the equals signs outside of CDATA."""
    first, *parts = body.split(_CDATA)
    return first.count(b"=") + sum(part.partition(_CDATA_END)[2].count(b"=") for part in parts)


def require_modest_feed(body: bytes) -> None:
    """Raise `Quarantined` if a feed would take seconds; the tags in its texts count, escaped ones too."""
    require_modest_xml(body)
    require_at_most(body.count(b"<") + body.count(b"lt;"), MAX_FEED_TAGS, "tags")


def require_modest_fragment(markup: str) -> None:
    """Raise `Quarantined` if cleaning the text of an item would take seconds."""
    require_at_most(markup.count("<"), MAX_FRAGMENT_TAGS, "tags in a text")


def require_modest_json(text: str) -> None:
    """Raise `Quarantined` if a JSON document would take a large part of the memory."""
    require_at_most(len(text), MAX_BYTES, "characters")
    require_at_most(text.count(",") + text.count("[") + text.count("{"), MAX_VALUES, "values")


def require_few_links(count: int) -> None:
    """Raise `Quarantined` if a document announces more stories than any outlet has."""
    require_at_most(count, MAX_LINKS, "links")


def require_at_most(count: int, most: int, what: str) -> None:
    """Raise `Quarantined` if there are more than `most`."""
    if count > most:
        raise Quarantined(f"{count:,} {what}, more than {most:,}")
