"""Attribute: credit a story to its original source."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from aggregator.attribution import attribute
from aggregator.crawl.context import Context, context_of_crawler
from aggregator.models import Story


class Attribute:
    """Adds the attribution."""

    def __init__(self, context: Context) -> None:
        self._registry = context.registry

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(context_of_crawler(crawler))

    def process_item(self, item: Story) -> Story:
        """Return the story with its attribution."""
        outlet = self._registry.outlets[item.outlet]
        return replace(item, attribution=attribute(item, outlet, self._registry.sources))
