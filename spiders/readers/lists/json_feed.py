"""JSON Feed (https://www.jsonfeed.org/version/1.1/): its items as feedparser gives those of the other feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from aggregator.errors import Unreadable

from .wrapped_json import values_in

_VERSION = "jsonfeed.org/version/"


def json_feed_entries(text: str) -> list[dict[str, Any]]:
    """Return the entries of a JSON Feed; plain text in them is escaped. Raises `Unreadable` if it is none."""
    for feed in values_in(text):
        if isinstance(feed, dict) and _VERSION in str(feed.get("version")):
            items = feed.get("items")
            return [_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    raise Unreadable("not a feed: JSON that is not JSON Feed")


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    fields = {
        "link": _text(item, "url") or _text(item, "external_url"),
        "id": _text(item, "id"),
        "title": escape(_text(item, "title")),
        "summary": escape(_text(item, "summary")),
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
    }
    texts = (_text(item, "content_html"), _paragraphs(_text(item, "content_text")))
    return fields | {
        "content": [{"value": text, "type": "text/html"} for text in texts if text],
        "authors": [{"name": escape(name)} for name in _authors(item)],
    }


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value).strip() if isinstance(value, str | int) else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _authors(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of an item's authors; version 1 has one `author`, version 1.1 a list."""
    listed = item.get("authors")
    for author in [*(listed if isinstance(listed, list) else ()), item.get("author")]:
        if isinstance(author, dict) and (name := _text(author, "name")):
            yield name
