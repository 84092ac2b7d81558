"""The port through which commands reach the spiders' readers, which `aggregator` does not import.

Scrapy loads its components by the dotted names in the settings, and so do we: `AGGREGATOR_INSPECTOR` names a module
with the functions of `Inspector`, imported when a command needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from aggregator import settings
from aggregator.crawl.context import Context
from aggregator.crawl.watcher import Watcher
from aggregator.models import Link, Story
from aggregator.registry.outlets import EntryPoint, Outlet


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A selector that finds nothing on some of the pages, or in some of the items, that were looked at."""

    selector: str
    """With its key in the outlet's file: `layouts[0].title h1.headline`."""
    without: int
    of: int


@dataclass(frozen=True, slots=True)
class Look:
    """Pages of stories, looked at."""

    stories: Mapping[str, Story]
    """By the address that was asked for; each has passed every pipeline."""
    faults: Mapping[str, str]
    """Why there is no story, by address: the page is unavailable, not a story, or refused by a stage."""
    unmatched: Sequence[Unmatched]
    """Of the pages with a story."""


@dataclass(frozen=True, slots=True)
class EntryLook:
    """An entry point, looked at."""

    entry: EntryPoint
    links: Sequence[tuple[Link, str | None]]
    """Every address that it announces, in order; and for one that a crawl does not follow, what throws it out."""
    unmatched: Sequence[Unmatched]
    """Of its items."""
    fault: str | None
    """Why it could not be read."""


class Inspector(Protocol):
    """Reads single pages with the spiders' own code."""

    def look(self, outlet: Outlet, urls: Sequence[str], context: Context, watcher: Watcher) -> Look:
        """Fetch pages as a crawl would, robots.txt and politeness included, and return what is read from them."""
        ...

    def look_at_entries(self, outlet: Outlet, context: Context, watcher: Watcher) -> list[EntryLook]:
        """Fetch the enabled entry points of an outlet as a crawl would; follow no link, ask for no second page."""
        ...

    def propose(
        self,
        url: str,
        entries: Mapping[str, str],
        context: Context,
        watcher: Watcher,
        id_: str | None = None,
        name: str | None = None,
    ) -> str:
        """Fetch a story's page, entry points, and a few more stories; return a registry file that loads as it is.

        `entries`: addresses by kind, `feed`, `listing` or `api`. `id_` and `name` are used instead of those that are
        found. The selectors of the file are tried on the further stories that the entry points announce.

        Raises `AggregatorError` if one of the addresses is unavailable, the page is not a story, or an entry point is
        not of its kind.
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

    def unmatched(self, outlet: Outlet, samples: Sequence[Path]) -> list[Unmatched]:
        """Return the selectors of an outlet's layouts that find nothing on some of its sample pages.

        Raises `SeedError` if a file is missing or broken.
        """
        ...


def inspector() -> Inspector:
    """Load the module that the settings name."""
    return cast(Inspector, import_module(settings.AGGREGATOR_INSPECTOR))
