"""A parsed page: its tree, metas, lines and JSON-LD, each made on first use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from ..addresses import base_of
from .encoding import Decoded
from .markup import Lines, lines_of, parse_html, unescaped
from .own import Titles, own_things
from .selection import Path

MAX_CHARACTERS = 8_000_000
"""Characters of a page that is parsed; the largest story page seen has a thirtieth of that."""
MAX_ELEMENTS = 60_000
"""Elements of a page that is read; the largest story page seen has a tenth of that."""
MAX_LINES = 20_000
"""Lines of a page that are read; long stories have about a hundred."""
MAX_DATA_LENGTH = 500_000
"""Characters of a JSON-LD script that are parsed."""

_METAS = Path("/descendant::meta[@content]")
_TITLE = Path("string(/descendant::title)")
_DATA = Path("/descendant::script[@type='application/ld+json']/text()")
_CANONICAL = Path("string(/descendant::link[@rel='canonical']/@href)")
_ELEMENTS = Path("count(//*)")
_BODY = Path("/html/body")
_HEADINGS = Path("//h1//text()")
_TITLE_METAS = ("og:title", "twitter:title", "articletitle")


class Named(NamedTuple):
    """An element and the attributes that say what it is, as written; empty where it has none."""

    node: HtmlElement
    id: str
    classes: str
    itemprop: str


@dataclass(frozen=True)
class Page:
    """A document and the data it states about itself."""

    url: str
    decoded: Decoded
    root: HtmlElement

    @classmethod
    def parse(cls, decoded: Decoded, url: str) -> Page:
        """Parse decoded HTML; raise `Quarantined` if that would take too long."""
        return cls(url, decoded, parse_html(decoded.text))

    def mentions(self, *words: str) -> bool:
        """Return whether its source has one of the words: much cheaper than to look for them in the tree."""
        return any(word in self.decoded.text for word in words)

    @cached_property
    def elements(self) -> int:
        """Number of its elements."""
        return _ELEMENTS.count(self.root)

    @cached_property
    def base(self) -> str:
        """The address against which its links resolve."""
        return base_of(self.root, self.url)

    @cached_property
    def body(self) -> HtmlElement:
        """Its body, or the root if it has none."""
        found = _BODY.nodes(self.root)
        return found[0] if found else self.root

    @cached_property
    def named(self) -> list[Named]:
        """Its elements with an id, a class or an itemprop, in order; XPath takes twice as long each time."""
        return list(_named(self.root))

    @cached_property
    def title(self) -> str:
        """The text of `<title>`."""
        return " ".join(unescaped(_TITLE.string(self.root)).split())

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """Content of its metas by name or property in lower case; the first with content counts."""
        metas: dict[str, str] = {}
        for node in _METAS.nodes(self.root):
            name = (node.get("name") or node.get("property") or node.get("itemprop") or "").strip().lower()
            content = " ".join(unescaped(node.get("content") or "").split())
            if name and content:
                metas.setdefault(name, content)
        return metas

    @cached_property
    def lines(self) -> Lines:
        """Its visible lines in order."""
        return Lines(islice(lines_of(self.body), MAX_LINES))

    @cached_property
    def canonical(self) -> str:
        """The address in its canonical link, as written."""
        return _CANONICAL.string(self.root).strip() or self.metas.get("og:url", "")

    @cached_property
    def data(self) -> list[Mapping[str, Any]]:
        """Objects of its JSON-LD scripts, with those inside graphs; broken scripts give none."""
        return [thing for script in _DATA.strings(self.root) for thing in _things(script)]

    @cached_property
    def known(self) -> Titles:
        """The titles and addresses by which data speak of it."""
        titles = [self.title, *(self.metas.get(name, "") for name in _TITLE_METAS), *_HEADINGS.strings(self.root)]
        return Titles.of(titles, (self.url, self.canonical))

    @cached_property
    def own_data(self) -> list[Mapping[str, Any]]:
        """Objects of its JSON-LD that speak of its story."""
        return own_things(self.data, self.known)

    def datum(self, *keys: str) -> str | None:
        """Return the first of the keys that has text in an object of its JSON-LD that speaks of its story."""
        for key in keys:
            for thing in self.own_data:
                if isinstance(value := thing.get(key), str) and value.strip():
                    return unescaped(value).strip()
        return None


def _named(root: HtmlElement) -> Iterator[Named]:
    tops = (root, *root.itersiblings())  # a page may hold a second one
    for node in chain.from_iterable(top.iter("*") for top in tops):
        id, classes, itemprop = node.get("id", ""), node.get("class", ""), node.get("itemprop", "")
        if id or classes or itemprop:
            yield Named(node, id, classes, itemprop)


def _things(script: str) -> Iterator[Mapping[str, Any]]:
    try:
        value = json.loads(script[:MAX_DATA_LENGTH], strict=False)
    except (ValueError, RecursionError):  # a script that is not JSON states nothing
        return
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            parts = thing.get("@graph")
            inner = [*(parts if isinstance(parts, list) else ()), thing.get("mainEntity")]
            yield from (part for part in (thing, *inner) if isinstance(part, dict))
