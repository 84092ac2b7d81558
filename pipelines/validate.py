"""Validate: refuse a raw story without a title, a text or a web address."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from aggregator.crawl.context import Context, context_of_crawler
from aggregator.crawl.counts import Count
from aggregator.models import RawStory
from aggregator.text import letters

from .refuse import refuse

MIN_LETTERS = 30
"""Of the text: a flash of one sentence has about 60; less is a caption or a shell."""
MAX_TITLE_LENGTH = 300


class Validate:
    """Refuses items that cannot be stories."""

    def __init__(self, crawler: Crawler, context: Context) -> None:
        self._stats = crawler.stats
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(crawler, context_of_crawler(crawler))

    def process_item(self, item: RawStory) -> RawStory:
        """Return the item, or refuse it."""
        if reason := fault(item):
            self._stats.inc_value(Count.LINKS_REFUSED)
            raise refuse(self._context, item, "validate", reason)
        return item


def fault(item: RawStory) -> str | None:
    """Return why an item cannot be a story, if it cannot."""
    if urlsplit(item.url).scheme not in {"http", "https"}:
        return "no web address"
    if not letters(item.title or ""):
        return "no title"
    if len(item.title or "") > MAX_TITLE_LENGTH:
        return "title too long"
    if len(letters(item.text[: 20 * MIN_LETTERS])) < MIN_LETTERS:
        return "no text"
    return None
