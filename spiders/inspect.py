"""Look at single pages with the spiders' own code, for the command line.

`aggregator` imports no spiders, so its commands load this module by its name in the setting `AGGREGATOR_INSPECTOR`,
as Scrapy loads its components; it implements `aggregator.inspection.page.Inspector`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aggregator.crawl.context import Context
from aggregator.inspection.page import Unmatched
from aggregator.registry.outlets import Outlet
from aggregator.urls import story_id

from .proposing.propose import propose
from .samples import differences, matches_in_samples, write_sample
from .visits import count_unmatched, fetch, look, look_at_entries

__all__ = ["look", "look_at_entries", "misread", "promote", "propose", "unmatched"]


def promote(outlet: Outlet, url: str, folder: Path, context: Context) -> list[Path]:
    """Fetch a page and write it as a sample; return its files."""
    (document,) = fetch(outlet, [url], context)
    return write_sample(outlet, document, folder, story_id(url))


def unmatched(outlet: Outlet, samples: Sequence[Path]) -> list[Unmatched]:
    """Return the selectors of an outlet's layouts that find nothing on some of its sample pages."""
    return count_unmatched(matches_in_samples(outlet, samples))


misread = differences
