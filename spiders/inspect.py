"""Look at single pages with the spiders' own code, for the command line.

`aggregator` imports no spiders, so its commands load this module by its name in the setting `AGGREGATOR_INSPECTOR`,
as Scrapy loads its components; it implements `aggregator.inspection.page.Inspector`.
"""

from __future__ import annotations

from pathlib import Path

from aggregator.crawl.context import Context
from aggregator.models import Story
from aggregator.registry.outlets import Outlet
from aggregator.urls import story_id

from .proposing.propose import propose
from .samples import differences, write_sample
from .visits import fetch, visit_story

__all__ = ["look", "misread", "promote", "propose"]


def look(outlet: Outlet, url: str, context: Context) -> Story:
    """Return the story on a page after every pipeline; raise `AggregatorError` if there is none."""
    return visit_story(outlet, url, context)


def promote(outlet: Outlet, url: str, folder: Path, context: Context) -> list[Path]:
    """Fetch a page and write it as a sample; return its files."""
    (document,) = fetch(outlet, [url], context)
    return write_sample(outlet, document, folder, story_id(url))


misread = differences
