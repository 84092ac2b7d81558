"""Visits to single pages: the spider, its politeness and the pipelines as in a crawl, without entry points."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from twisted.python.failure import Failure

from aggregator.crawl.context import Context
from aggregator.crawl.counts import FAULTS
from aggregator.crawl.crawlers import crawl_settings
from aggregator.errors import AggregatorError
from aggregator.models import Link, LinkState, Story
from aggregator.registry.outlets import Outlet
from aggregator.urls import story_id

from .downloads import document_in
from .outlet import OutletSpider
from .readers.document import Document


class StoryVisit(OutletSpider):
    """Collects one address as if an entry point had announced it."""

    address: str

    async def start(self) -> AsyncIterator[Request]:
        """Request the page."""
        link = Link(outlet=self.outlet.id, url=self.address)
        self.context.store.links.discover([link], self.context.now())
        yield self._page_request(link)


class DocumentVisit(OutletSpider):
    """Fetches documents without reading them."""

    addresses: Sequence[str]
    fetched: dict[str, Document]

    async def start(self) -> AsyncIterator[Request]:
        """Request the documents."""
        for address in self.addresses:
            link = Link(outlet=self.outlet.id, url=address)
            yield Request(address, self.keep, errback=self.story_failed, dont_filter=True, cb_kwargs={"link": link})

    def keep(self, response: Response, link: Link) -> None:
        """Keep a document under the requested address."""
        self.fetched[link.url] = document_in(response)


def visit_story(outlet: Outlet, url: str, context: Context) -> Story:
    """Return the story on a page; raise `AggregatorError` with the reason if there is none."""
    troubles = asyncio.run(_visit(StoryVisit, outlet, context, address=url))
    story = context.store.stories.get(story_id(url))
    if story is not None:
        return story
    raise AggregatorError(f"{url}: {_reason(outlet, url, context, troubles)}")


def fetch(outlet: Outlet, addresses: Sequence[str], context: Context) -> list[Document]:
    """Return the documents at the addresses, in order; raise `AggregatorError` for the first that is missing."""
    fetched: dict[str, Document] = {}
    troubles = asyncio.run(_visit(DocumentVisit, outlet, context, addresses=addresses, fetched=fetched))
    for address in addresses:
        if address not in fetched:
            raise AggregatorError(f"{address}: {_reason(outlet, address, context, troubles)}")
    return [fetched[address] for address in addresses]


def _reason(outlet: Outlet, url: str, context: Context, troubles: Sequence[str]) -> str:
    """Return why an address gave nothing: the ledger's reason, or what went wrong before it had one."""
    row = context.store.links.get(outlet.id, url)
    if row is None or row.state is LinkState.DISCOVERED:
        return "; ".join(troubles) or "nothing came of it"
    return f"{row.state}: {row.reason}"


async def _visit(kind: type[OutletSpider], outlet: Outlet, context: Context, **arguments: Any) -> list[str]:
    """Run a spider on an outlet; return the exceptions of our own code, which Scrapy only logs, and other faults."""
    runner = AsyncCrawlerRunner(crawl_settings(context))
    crawler = runner.create_crawler(type(kind.__name__, (kind,), {"name": outlet.id, "outlet": outlet}))
    crashes: list[str] = []

    def note(failure: Failure, **_: Any) -> None:
        crashes.append(repr(failure.value))

    for signal in (signals.item_error, signals.spider_error):
        crawler.signals.connect(note, signal, weak=False)
    await runner.crawl(crawler, context=context, **arguments)
    assert crawler.stats is not None
    faults = [fault.reason for fault in crawler.stats.get_value(FAULTS, [])]
    return [*dict.fromkeys([*crashes, *faults])]
