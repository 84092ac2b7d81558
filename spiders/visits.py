"""One page instead of a crawl: the spider, its politeness and the pipelines as ever, without entry points."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from twisted.python.failure import Failure

from aggregator.crawl.context import Context
from aggregator.crawl.crawlers import crawl_settings
from aggregator.errors import AggregatorError
from aggregator.models import Link, LinkState, Story
from aggregator.registry.outlets import Outlet
from aggregator.urls import story_id
from spiders.downloads import document_in
from spiders.outlet import OutletSpider
from spiders.readers.document import Document


class StoryVisit(OutletSpider):
    """Takes one address for a link that was announced; nothing else is asked for."""

    address: str

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page."""
        link = Link(outlet=self.outlet.id, url=self.address)
        self.context.store.links.discover([link], self.context.now())
        yield self._page_request(link)


class DocumentVisit(OutletSpider):
    """Fetches documents and hands them over unread."""

    addresses: Sequence[str]
    got: dict[str, Document]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the documents."""
        for address in self.addresses:
            link = Link(outlet=self.outlet.id, url=address)
            yield Request(address, self.keep, errback=self.story_failed, dont_filter=True, cb_kwargs={"link": link})

    def keep(self, response: Response, link: Link) -> None:
        """Keep a document under the address that was asked for."""
        self.got[link.url] = document_in(response)


def visit_story(outlet: Outlet, url: str, context: Context) -> Story:
    """Return the story that a page gives; raise `AggregatorError` with the reason where it gives none."""
    crashes = asyncio.run(_visit(StoryVisit, outlet, context, address=url))
    story = context.store.stories.get(story_id(url))
    if story is not None:
        return story
    raise AggregatorError(f"{url}: {_reason(outlet, url, context, crashes)}")


def fetch(outlet: Outlet, addresses: Sequence[str], context: Context) -> list[Document]:
    """Return the documents at the addresses, in their order; raise `AggregatorError` for the first that is missing."""
    got: dict[str, Document] = {}
    crashes = asyncio.run(_visit(DocumentVisit, outlet, context, addresses=addresses, got=got))
    for address in addresses:
        if address not in got:
            raise AggregatorError(f"{address}: {_reason(outlet, address, context, crashes)}")
    return [got[address] for address in addresses]


def _reason(outlet: Outlet, url: str, context: Context, crashes: Sequence[str]) -> str:
    """Say why nothing came of an address: what the ledger says, or what our own code raised."""
    row = context.store.links.get(outlet.id, url)
    if row is None or row.state is LinkState.DISCOVERED:
        return "; ".join(crashes) or "nothing came of it"
    return f"{row.state}: {row.reason}"


async def _visit(kind: type[OutletSpider], outlet: Outlet, context: Context, **arguments: Any) -> list[str]:
    """Run a spider on an outlet; return what our own code raised meanwhile, which Scrapy only logs."""
    runner = AsyncCrawlerRunner(crawl_settings(context))
    crawler = runner.create_crawler(type(kind.__name__, (kind,), {"name": outlet.id, "outlet": outlet}))
    crashes: list[str] = []

    def note(failure: Failure, **_: Any) -> None:
        crashes.append(repr(failure.value))

    for signal in (signals.item_error, signals.spider_error):
        crawler.signals.connect(note, signal, weak=False)
    await runner.crawl(crawler, context=context, **arguments)
    return crashes
