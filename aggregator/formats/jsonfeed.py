"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from aggregator.formats.feed import Feed, Item

MEDIA_TYPE = "application/feed+json"


def write(feed: Feed, file_name: str) -> str:
    """Write a feed; an item's author is the source credited, its `external_url` the story."""
    page = {"home_page_url": feed.page, "feed_url": feed.address(file_name)}
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **_known(page),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(item) for item in feed.items],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        **_known({"url": item.page or item.link, "external_url": item.link}),
        "title": item.title,
        "content_html": item.html,
        "content_text": item.text,
        "date_published": item.at.isoformat(),
        **({"date_modified": item.revised.isoformat()} if item.revised else {}),
        **({"authors": [{"name": item.credit.name}]} if item.credit else {}),
        **({"tags": list(item.tags)} if item.tags else {}),
    }


def _known(values: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
