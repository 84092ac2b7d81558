"""Atom (RFC 4287)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aggregator.formats.feed import Credit, Feed, Item
from aggregator.formats.xml import ATOM, XML, add, document, element

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/atom+xml"


def write(feed: Feed, file_name: str) -> str:
    """Write a feed; the source credited is the author and the source of an entry."""
    root = element("feed", ATOM, {None: ATOM})
    root.set(f"{{{XML}}}lang", feed.language)
    text = partial(add, root, namespace=ATOM)
    text("id", feed.id)
    text("title", feed.title, type="text")
    text("subtitle", feed.description, type="text")
    text("updated", (feed.revised or feed.at).isoformat())
    _person(root, feed.author)
    if address := feed.address(file_name):
        text("link", href=address, rel="self", type=MEDIA_TYPE)
    if feed.page:
        text("link", href=feed.page, rel="alternate", type="text/html")
    text("generator", "newsdesk-digest")
    for item in feed.items:
        _entry(text("entry"), item)
    return document(root)


def _entry(parent: _Element, item: Item) -> None:
    text = partial(add, parent, namespace=ATOM)
    text("id", item.id)
    text("title", item.title, type="text")
    text("updated", (item.revised or item.at).isoformat())
    text("published", item.at.isoformat())
    if item.credit:
        _person(parent, item.credit.name)
    if link := item.link or item.page:
        text("link", href=link, rel="alternate", type="text/html")
    if item.original:
        text("link", href=item.original, rel="via", type="text/html")
    for tag in item.tags:
        text("category", term=tag)
    if item.credit:
        _source(text("source"), item, item.credit)
    text("content", item.html, type="html")


def _source(parent: _Element, item: Item, credit: Credit) -> None:
    text = partial(add, parent, namespace=ATOM)
    text("id", credit.id)
    text("title", credit.name, type="text")
    text("updated", item.at.isoformat())
    _person(parent, credit.name)


def _person(parent: _Element, name: str) -> None:
    add(add(parent, "author", namespace=ATOM), "name", name, ATOM)
