"""One spider per outlet file: `scrapy list` names every outlet."""

from __future__ import annotations

import sys
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from aggregator.crawl.context import layers_from_settings
from aggregator.errors import SeedError
from aggregator.registry.outlets import Outlet, load_outlets
from aggregator.urls import host_of, is_below

from .outlet import OutletSpider


def spider_class(outlet: Outlet) -> type[OutletSpider]:
    """Make the spider class of an outlet."""
    return type(f"{outlet.id.title()}Spider", (OutletSpider,), {"name": outlet.id, "outlet": outlet})


Names = list[str]


class OutletLoader:
    """Scrapy's spider loader over the outlet registry."""

    def __init__(self, outlets: dict[str, Outlet]) -> None:
        self._outlets = outlets

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load the registry in `AGGREGATOR_SEEDS`; a fault in it ends the command with one line."""
        try:
            return cls(load_outlets(layers_from_settings(settings)))
        except SeedError as error:
            sys.exit(str(error))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of the outlet with this id; raise `KeyError` if there is none."""
        if spider_name not in self._outlets:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider_class(self._outlets[spider_name])

    def list(self) -> Names:
        """Return the ids of all outlets."""
        return [*self._outlets]

    def find_by_request(self, request: Request) -> Names:
        """Return the outlets whose hosts the request goes to."""
        host = host_of(request.url)
        return [name for name, outlet in self._outlets.items() if is_below(host, outlet.hosts)]
