"""One spider per outlet file: `scrapy list` names every outlet."""

from __future__ import annotations

import sys
from typing import Self

from scrapy import Request, Spider
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.spiderloader import SpiderLoader

from aggregator import PRODUCT
from aggregator.configuration import load_configuration
from aggregator.crawl.context import layers_from_settings
from aggregator.errors import AggregatorError, UsageError
from aggregator.network.access import Access
from aggregator.registry.files import Layers
from aggregator.registry.outlets import Outlet, load_outlets
from aggregator.urls import host_of, is_below

from .outlet import OutletSpider


def spider_class(outlet: Outlet) -> type[OutletSpider]:
    """Make the spider class of an outlet."""
    return type(f"{outlet.id.title()}Spider", (OutletSpider,), {"name": outlet.id, "outlet": outlet})


def _require_contact(access: Access, outlet: Outlet) -> None:
    try:
        access.require_contact(outlet.contacted)
    except UsageError as error:
        sys.exit(str(error))


Names = list[str]
UNSET = SETTINGS_PRIORITIES["default"]


class UnknownOutlet(ScrapyUsageError, KeyError):
    """No outlet has this id: a `KeyError` to Scrapy, and one line to whoever typed it."""

    __str__ = Exception.__str__


class OutletLoader:
    """Scrapy's spider loader over the outlet registry."""

    def __init__(self, outlets: dict[str, Outlet], access: Access | None = None) -> None:
        self._outlets = outlets
        self._access = access
        """Where set, an outlet on the web needs a contact."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load the registry in `AGGREGATOR_SEEDS`; a fault in it ends the command with one line."""
        try:
            outlets = load_outlets(layers_from_settings(settings))
            named = settings.get("USER_AGENT") != PRODUCT and settings.getpriority("USER_AGENT") != UNSET
            looked_at = isinstance(settings.get("AGGREGATOR_SEEDS"), Layers)  # by our own commands
            if named or looked_at or settings.getlist("AGGREGATOR_REPLAY"):
                return cls(outlets)
            return cls(outlets, load_configuration().access)
        except AggregatorError as error:
            sys.exit(str(error))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of the outlet with this id; raise `UnknownOutlet` if there is none."""
        if spider_name not in self._outlets:
            raise UnknownOutlet(f"no outlet is called {spider_name!r}; `scrapy list` names all", print_help=False)
        found = spider_class(self._outlets[spider_name])
        if self._access:
            _require_contact(self._access, found.outlet)
            found.custom_settings = {"USER_AGENT": self._access.user_agent}
        return found

    def list(self) -> Names:
        """Return the ids of all outlets."""
        return [*self._outlets]

    def find_by_request(self, request: Request) -> Names:
        """Return the outlets whose hosts the request goes to."""
        host = host_of(request.url)
        return [name for name, outlet in self._outlets.items() if is_below(host, outlet.hosts)]


class BesideOthers(OutletLoader):
    """The outlets beside a project's other spiders, which go first where both have a name."""

    _others: SpiderLoader

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load the registry, and the spiders in `SPIDER_MODULES`."""
        loader = super().from_settings(settings)
        loader._others = SpiderLoader.from_settings(settings)
        return loader

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of this name; raise `UnknownOutlet` if there is none."""
        return self._others.load(spider_name) if spider_name in self._others.list() else super().load(spider_name)

    def list(self) -> Names:
        """Return the names of all spiders."""
        return [*dict.fromkeys([*self._others.list(), *super().list()])]

    def find_by_request(self, request: Request) -> Names:
        """Return the spiders that may take the request."""
        return [*dict.fromkeys([*self._others.find_by_request(request), *super().find_by_request(request)])]
