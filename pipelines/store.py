"""Store: the story and its link's new state, in one transaction."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from aggregator.copies import text_bands
from aggregator.crawl.context import Context, context_of_crawler
from aggregator.crawl.counts import Count, add_story
from aggregator.models import Story
from aggregator.text.repeats import lines_to_count

from .deduplicate import deduplicate


class Keep:
    """Writes stories to the store."""

    def __init__(self, stats: StatsCollector, context: Context) -> None:
        self._stats = stats
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(crawler.stats, context_of_crawler(crawler))

    def process_item(self, item: Story) -> Story:
        """Keep the story.

        Where other processes store stories as well, it is compared with theirs first, while they store none: of two
        that come at once neither would find the other.
        """
        if not self._context.shared:
            return self._keep(item)
        with self._context.store.alone("stories"):
            return self._keep(deduplicate(item, self._context.store.stories))

    def _keep(self, item: Story) -> Story:
        lines = lines_to_count(item, self._context.registry.outlets[item.outlet].own_names)
        bands = text_bands(item.text, item.language)
        if self._context.store.stories.save(item, bands, self._context.run, lines):
            self._stats.inc_value(Count.STORED)
            add_story(self._stats, item)
            self._stats.inc_value(Count.COPIES, bool(item.copy_of or item.copied_by))
        return item
