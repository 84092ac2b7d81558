"""Store: the story and its link's new state, in one transaction."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from aggregator.copies import text_bands
from aggregator.crawl.context import Context
from aggregator.models import Story
from pipelines.refuse import context_of


class Keep:
    """Writes stories to the store."""

    def __init__(self, stats: StatsCollector, context: Context) -> None:
        self._stats = stats
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(crawler.stats, context_of(crawler))

    def process_item(self, item: Story) -> Story:
        """Keep the story."""
        bands = text_bands(item.text, item.language)
        new = self._context.store.stories.save(item, bands, self._context.run)
        self._stats.inc_value("links/stored" if new else "links/stored_before")
        if item.copy_of:
            self._stats.inc_value(f"copies/{item.copy_rule}")
        if new and item.copied_by:
            self._stats.inc_value(f"copies/{item.copied_by.rule}")
        return item
