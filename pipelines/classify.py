"""Classify: the section of a story, with the terms that decided it."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from aggregator.crawl.context import Context, context_of_crawler
from aggregator.models import Story


class Classify:
    """Adds the section."""

    def __init__(self, context: Context) -> None:
        self._sections = context.registry.sections

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(context_of_crawler(crawler))

    def process_item(self, item: Story) -> Story:
        """Return the story with its section, if any terms speak for one."""
        found = self._sections.classify(item.title, item.text, item.section_hint)
        return replace(item, section=found.section, section_score=found.score, section_evidence=found.evidence)
