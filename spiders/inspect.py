"""Look at single pages with the spiders' own code, for the command line.

`aggregator` imports no spiders, so its commands load this module by its name in the setting `AGGREGATOR_INSPECTOR`,
as Scrapy loads its components; it implements `aggregator.inspection.page.Inspector`.
"""

from __future__ import annotations

from aggregator.crawl.context import Context
from aggregator.models import Story
from aggregator.registry.outlets import Outlet
from spiders.proposing.propose import propose
from spiders.samples import differences
from spiders.visits import visit_story

__all__ = ["look", "misread", "propose"]


def look(outlet: Outlet, url: str, context: Context) -> Story:
    """Return the story on a page after every pipeline; raise `AggregatorError` if there is none."""
    return visit_story(outlet, url, context)


misread = differences
