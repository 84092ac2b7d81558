"""A Scrapy add-on: the outlets beside the spiders of a project that is not ours; docs/scrapy.md shows how.

The outlets' spiders bring their settings with them, so that nothing changes for the project's other spiders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator import SPIDERS
from aggregator import settings as ours

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

COMPONENTS = ("ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "DOWNLOAD_HANDLERS", "FEED_EXPORTERS")
"""Settings of which the project may have some, and we the others."""
OF_THE_PROJECT = frozenset(
    {"BOT_NAME", "USER_AGENT", "LOG_LEVEL", "SPIDER_LOADER_CLASS", "SPIDER_MODULES", "TWISTED_REACTOR_ENABLED"}
)
"""Settings that hold for a whole process or project."""


class Outlets:
    """`ADDONS = {"aggregator.crawl.addon.Outlets": 500}`."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Add the outlets to the project's spiders, and the format of articles to its feeds."""
        settings.set("SPIDER_LOADER_CLASS", f"{SPIDERS}.loader.BesideOthers", priority="addon")
        exporters = {"articles": ours.FEED_EXPORTERS["articles"], **settings.getdict("FEED_EXPORTERS")}
        settings.set("FEED_EXPORTERS", exporters, priority="project")


def complete(settings: BaseSettings) -> None:
    """Add our settings to those of an outlet's crawler, where the project has none; of components it keeps its."""
    if settings["SPIDER_LOADER_CLASS"] == ours.SPIDER_LOADER_CLASS:
        return
    for name, value in vars(ours).items():
        if name in COMPONENTS:
            settings.set(name, {**value, **settings.getdict(name)}, priority="spider")
        elif name.isupper() and name not in OF_THE_PROJECT:
            settings.set(name, value, priority="addon")
