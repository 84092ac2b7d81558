"""What the command line asks of the spiders about an outlet, and how it comes by them without importing them.

Whoever wants to see what an outlet's file makes of a page needs the readers. They belong to the spiders, which nobody
imports (`lint-imports`): the vocabulary must not depend on what is built on it. Scrapy loads its components by names
in the settings, and so do we: `AGGREGATOR_INSPECTOR` names a module with the functions of `Inspector`, imported when
a command needs it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from aggregator import settings
from aggregator.crawl.context import Context
from aggregator.models import Story
from aggregator.registry.outlets import Outlet


class Inspector(Protocol):
    """Looks at single pages with the spiders' own code."""

    def look(self, outlet: Outlet, url: str, context: Context) -> Story:
        """Fetch one page as a crawl would, robots.txt and politeness included, and return the story it gives.

        The story has gone through every pipeline. Raises `AggregatorError` with the reason where there is none: it
        cannot be had, it is no story, a stage refused it.
        """
        ...

    def propose(self, url: str, feed: str | None, context: Context) -> str:
        """Fetch a story's page, and a feed, and return a file for the registry that loads as it is.

        Raises `AggregatorError` where one of the two cannot be had, the page is no story, or the feed is none.
        """
        ...

    def misread(self, outlet: Outlet, sample: Path) -> list[str]:
        """Read a sample with its outlet's file; return what differs from what is expected, one line a field.

        `sample` is the JSON file that says what must be read from the document beside it, a page or a list. Raises
        `SeedError` where one of the two is missing or broken.
        """
        ...


def inspector() -> Inspector:
    """Load the module that the settings name."""
    return cast(Inspector, import_module(settings.AGGREGATOR_INSPECTOR))
