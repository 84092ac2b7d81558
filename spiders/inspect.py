"""Look at single pages with the spiders' own code, for the command line.

`aggregator` imports no spiders, so its commands come here by the name that `AGGREGATOR_INSPECTOR` in the settings
gives, as Scrapy comes by its components; `aggregator.inspection.page.Inspector` is what they expect to find.
"""

from __future__ import annotations

from aggregator.crawl.context import Context
from aggregator.models import Story
from aggregator.registry.outlets import Outlet
from spiders.proposing.propose import proposed
from spiders.samples import differences
from spiders.visits import visit_story

__all__ = ["look", "misread", "propose"]


def look(outlet: Outlet, url: str, context: Context) -> Story:
    """Return the story that a page gives after every pipeline; raise `AggregatorError` where it gives none."""
    return visit_story(outlet, url, context)


propose = proposed
misread = differences
