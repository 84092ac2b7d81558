"""RSS 2.0 (https://www.rssboard.org/rss-specification and the board's profile)."""

from __future__ import annotations

import re
from email.utils import format_datetime
from functools import partial
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from aggregator.formats.feed import Feed, Item
from aggregator.formats.xml import ATOM, add, document, element

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/rss+xml"
_DC = "http://purl.org/dc/elements/1.1/"
_MARKUP = re.compile(r"<(?=[a-z/!?])|&(?=#|[a-z]+;)|&(?=(?P<word>\w+))", re.IGNORECASE)
_ENTITIES = frozenset({*name2codepoint, "apos"})
_FULL_WIDTH = {"<": "＜", "&": "＆"}


def write(feed: Feed, file_name: str) -> str:
    """Write a feed. Without a home its link is its id, since RSS requires a link."""
    root = element("rss", None, {"dc": _DC, "atom": ATOM}, version="2.0")
    text = partial(add, add(root, "channel"))
    text("title", plain(feed.title))
    text("link", feed.page or feed.id)
    text("description", plain(feed.description))
    text("language", feed.language.lower())
    text("pubDate", format_datetime(feed.at))
    text("lastBuildDate", format_datetime(feed.revised or feed.at))
    text("generator", "newsdesk-digest")
    if address := feed.address(file_name):
        text("link", None, ATOM, href=address, rel="self", type=MEDIA_TYPE)
    for item in feed.items:
        _item(text("item"), item)
    return document(root)


def plain(text: str) -> str:
    """Return a text that reads the same as text and as HTML.

    RSS does not say which a title is, and readers guess. What one of them would take for markup gets its full-width
    form: an entity needs no semicolon, and `&` before letters with digits, as in `S&P500`, reads as a broken one.
    """
    return _MARKUP.sub(lambda found: _FULL_WIDTH[found[0]] if _is_markup(found["word"]) else found[0], text)


def _is_markup(word: str | None) -> bool:
    """Return whether `&` before this word reads as markup; None for what is markup without one."""
    return (
        word is None or word in _ENTITIES or not word.isalpha() or word.lower().startswith(("lt", "gt", "amp", "quot"))
    )


def _item(parent: _Element, item: Item) -> None:
    text = partial(add, parent)
    text("title", plain(item.title))
    if link := item.link or item.page:
        text("link", link)
    text("description", item.html)
    for tag in item.tags:
        text("category", plain(tag))
    text("guid", item.id, isPermaLink="false")
    text("pubDate", format_datetime(item.at))
    if item.revised:
        text("updated", item.revised.isoformat(), ATOM)
    if item.credit:
        _credit(parent, item)


def _credit(parent: _Element, item: Item) -> None:
    """Name the source: `source` requires an address, and RSS's `author` an e-mail address."""
    assert item.credit is not None
    add(parent, "creator", plain(item.credit.name), _DC)
    if item.credit.address:
        add(parent, "source", plain(item.credit.name), url=item.credit.address)
