"""Trim: cut the lines that an outlet repeats, as known when the crawl of the outlet began.

What a crawl brings is counted for the next one, so that the order of its stories does not matter; the edition of the
same run cuts what it finds repeated among them (`aggregator.runs.repeats`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler

from aggregator.crawl.context import Context, context_of_crawler
from aggregator.models import RawStory, Seen
from aggregator.text.repeats import LOOK_BACK, REPEATED, without_repeats


class Trim:
    """Cuts what the outlet repeats, and keeps it in the signal `text:repeated`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, Mapping[int, Seen]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(context_of_crawler(crawler))

    def process_item(self, item: RawStory) -> RawStory:
        """Return the item without what its outlet repeats."""
        names = self._context.registry.outlets[item.outlet].own_names
        text, cut = without_repeats(item.text, self._seen(item.outlet), names)
        return replace(item, text=text, signals={**item.signals, REPEATED: "\n".join(cut)}) if cut else item

    def _seen(self, outlet: str) -> Mapping[int, Seen]:
        if outlet not in self._known:
            now = self._context.now()
            found = self._context.store.stories.seen_lines([outlet], now - LOOK_BACK, now + timedelta(days=1))
            self._known[outlet] = found.get(outlet, {})
        return self._known[outlet]
