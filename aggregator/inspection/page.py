"""The port through which commands reach the spiders' readers, which `aggregator` does not import.

Scrapy loads its components by the dotted names in the settings, and so do we: `AGGREGATOR_INSPECTOR` names a module
with the functions of `Inspector`, imported when a command needs it.
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
    """Reads single pages with the spiders' own code."""

    def look(self, outlet: Outlet, url: str, context: Context) -> Story:
        """Fetch one page as a crawl would, robots.txt and politeness included, and return its story.

        The story has passed every pipeline. Raises `AggregatorError` with the reason if the page is unavailable, not
        a story, or refused by a stage.
        """
        ...

    def propose(
        self, url: str, feed: str | None, context: Context, id_: str | None = None, name: str | None = None
    ) -> str:
        """Fetch a story's page, and a feed if given, and return a registry file that loads as it is.

        `id_` and `name` are used instead of those that are found.

        Raises `AggregatorError` if either is unavailable, the page is not a story, or the feed is not a feed.
        """
        ...

    def promote(self, outlet: Outlet, url: str, folder: Path, context: Context) -> list[Path]:
        """Fetch one page as a crawl would; write it, and what is read from it now, into `folder` as a sample.

        Return both files, named by the story's id. Raises `AggregatorError` if the page is unavailable, or a file
        cannot be written.
        """
        ...

    def misread(self, outlet: Outlet, sample: Path) -> list[str]:
        """Read a sample with its outlet's file; return the differences from what is expected, one line a field.

        `sample` is the JSON file with the expected values of the document beside it, a page or a list. Raises
        `SeedError` if either file is missing or broken.
        """
        ...


def inspector() -> Inspector:
    """Load the module that the settings name."""
    return cast(Inspector, import_module(settings.AGGREGATOR_INSPECTOR))
